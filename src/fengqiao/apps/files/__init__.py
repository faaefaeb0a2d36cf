"""Files of cases and occasions: photos, scans, recordings and papers that people bring."""
