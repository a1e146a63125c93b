"""Why a text was judged as it was, for those who ask; nothing here decides."""
