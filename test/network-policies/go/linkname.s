// Allows functions without a body in this package.
