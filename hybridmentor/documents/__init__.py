"""What is drawn and written out from facts that others have gathered: no request, no tables, no queries."""
