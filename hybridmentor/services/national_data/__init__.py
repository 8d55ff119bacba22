"""National data: as many made-up offices, accounts, cases and contacts as a whole country has, for measuring and for trying.

Nothing here is about anybody. Each module makes one part; `making` puts them together and `loading` writes them.
"""
