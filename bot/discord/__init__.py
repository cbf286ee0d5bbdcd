"""The Discord front end; nothing outside this package imports discord.py.

`markdown`, `excerpt`, `citation`, `card` and `desk` do without it: what a card says is decided there.
"""
