"""What a setting is: its kind, its declaration, how links carry it. Knows no registry."""
