"""What every view stands on: session, guards, submit flow, forms, words, headers and error pages."""
