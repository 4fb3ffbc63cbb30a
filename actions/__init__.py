"""What the product can do, as plain functions: gather, decide (ask `coaching`), apply. `now` is an argument."""
