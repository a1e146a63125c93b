# Aliases only; dev.py is the real thing (a bare Debian has no make).
.PHONY: run demo test check lock

run:
	python3 dev.py run

demo:
	python3 dev.py run --demo

test:
	python3 dev.py test

check:
	python3 dev.py check

lock:
	python3 dev.py lock
