"""What the weights settle of what the rules found: features described, summed and decided on."""
