"""The Discord front end; nothing outside this package imports discord.py."""
