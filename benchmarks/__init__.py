"""Speed, measured as ratios against peers in the same run; `hestia bench NAME` runs them."""
