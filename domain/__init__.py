"""The words of the house: frozen records, ports, errors and the query filter; imports nothing of ours."""
