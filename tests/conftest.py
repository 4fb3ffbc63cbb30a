"""What all tests share: databases of both kinds, where both are to be had."""
