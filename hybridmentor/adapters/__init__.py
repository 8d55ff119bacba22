"""Small adapters to the extensions that a host may use."""
