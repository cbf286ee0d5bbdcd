"""The Discord front end; nothing outside this package imports discord.py.

What a card says, what is kept of it and what its buttons mean is decided in modules that do without discord.py either;
the import contracts in pyproject.toml name them.
"""
