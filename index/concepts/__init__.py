"""What things are called: EBV = Epstein-Barr virus = HHV-4, Tysabri = natalizumab."""
