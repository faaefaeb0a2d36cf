"""What is planned and held: rosters, receptions, visits, outreach, study, meetings with their minutes and resolutions."""
