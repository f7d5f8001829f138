"""How Nghị Sự is installed, started, stopped and tested: one machine (`embedded`) or several (`docker`)."""
