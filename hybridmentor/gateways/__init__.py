"""What lies outside: the schema of the database, and later mail, registers and files."""
