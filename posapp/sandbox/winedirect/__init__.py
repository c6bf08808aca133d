"""WineDirect Classic's far side: its SOAP services, with everything about them that hurts."""
