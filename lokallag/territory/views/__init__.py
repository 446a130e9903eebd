"""Pages of postal codes and areas."""
