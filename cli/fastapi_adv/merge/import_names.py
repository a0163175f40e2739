"""Renaming of an imported package in Python code, with LibCST. It is imported only here."""

from fastapi_adv.template.tree import File


def renamed(file: File, old: str, new: str) -> File:
    """Return the module with its imports and uses of package `old` under the name `new`.

    Comments, layout and line endings stay. Strings stay too. A file that cannot be parsed is returned unchanged.
    """
    if old.encode() not in file.data:
        return file
    from libcst import ParserSyntaxError, parse_module
    from libcst.codemod import CodemodContext
    from libcst.codemod.commands.rename import RenameCommand
    from libcst.metadata import MetadataWrapper

    try:
        wrapper = MetadataWrapper(parse_module(file.data))
    except (ParserSyntaxError, UnicodeDecodeError):
        return file
    command = RenameCommand(CodemodContext(wrapper=wrapper), old_name=old, new_name=new)
    return File(file.mode, command.transform_module(wrapper.module).bytes)
