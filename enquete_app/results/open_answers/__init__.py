"""What people wrote in their own words: redacted, coded and released by a person, before anything leaves."""
