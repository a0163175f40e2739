"""Three-way merging of a project with two pristine renders of its template.

base is the render of the recorded answers, target that of the new ones, yours the files on disk.
`plan` decides in memory, `clean` refuses what must not be overwritten, `apply` writes all or nothing.
"""
