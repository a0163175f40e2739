"""Three-way merge of a project with two pristine renders of its template.

`base` is the render of the recorded answers, `target` the render of the new ones, `yours` the files on disk.
`plan` computes the change in memory, `clean` refuses to overwrite uncommitted work, `apply` writes all or nothing.
"""
