"""Parts of bench/offline_storm.py: the faulty network, one schedule of it, and the judge."""
