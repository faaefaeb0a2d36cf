"""The spine: cases with their demands, parties, proceedings, clocks and the ledger of every act."""
