# make run    the demo town: web, worker and SMS emulator (PORT=9000 to serve elsewhere)
# make test   every test; ARGS="tests/config -x" for some
# make check  style, types, layers, templates, migrations, deployment settings
# make fuzz   thousands of random calls to the API, never the same; EXAMPLES=2000 for more of each operation
# make bench  the figures of README's table
# make lock   the lock files anew from requirements/*.in
# make screenshots  every page of the demo town into screenshots/, and docs/board.png
# make schema  docs/openapi.json anew from the code; refuses what would break the partners' programs
# make words  the catalogues of locale/ anew from the code (needs GNU gettext); says what awaits a translation

PORT ?= 8000
ARGS ?=
EXAMPLES ?= 500
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check install --require-hashes --only-binary :all:
COMPILE := UV_CUSTOM_COMPILE_COMMAND='make lock' $(VENV)/bin/uv --quiet pip compile --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links
PRODUCTION := env -u LYKTA_DEMO -u DATABASE_URL LYKTA_PUBLIC_URL=https://lykta.example LYKTA_TRUSTED_PROXIES=1 \
	LYKTA_SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	LYKTA_TWILIO_ACCOUNT_SID=AC0 LYKTA_TWILIO_AUTH_TOKEN=checked-not-used LYKTA_TWILIO_FROM=+46701740699
# What pyproject.toml leaves out, addresses by Flask's url_for, and the type of buttons that all submit.
NOT_IN_JINJA := H006,H021,H023,H030,H031,T002,J004,J018,H043
TYPED := config api fieldwork scheduling volunteers messaging demo emulator tests bench

.DEFAULT_GOAL := help
.PHONY: help run test check fuzz bench screenshots lock schema words FORCE

help:
	@sed -n 's/^# make/make/p' Makefile

run: export LYKTA_DEMO := 1
run: export PORT := $(PORT)
run: $(VENV)/run.lock
	@$(PY) manage.py run

test: $(VENV)/dev.lock
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

check: $(VENV)/dev.lock
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --quiet --check . || { echo "Run: ruff format ."; exit 1; }
	@$(VENV)/bin/mypy --no-error-summary $(TYPED)
	@$(VENV)/bin/lint-imports --no-cache >/dev/null || $(VENV)/bin/lint-imports --no-cache
	@$(VENV)/bin/djlint --quiet --lint templates
	@$(VENV)/bin/djlint --quiet --lint --profile jinja --ignore $(NOT_IN_JINJA) emulator/templates
	@LYKTA_DEMO=1 DATABASE_URL=sqlite://:memory: $(PY) manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@echo "make check: all green"

fuzz: $(VENV)/dev.lock
	@LYKTA_FUZZ_EXAMPLES=$(EXAMPLES) $(PY) -m pytest -n auto tests/api/test_fuzz.py $(ARGS)

bench: $(VENV)/dev.lock
	@$(PY) -m bench $(ARGS)

screenshots: $(VENV)/dev.lock
	@$(PY) -m bench.screenshots

# Without ARGS nothing moves but what the .in files ask for; ARGS=--upgrade takes the newest that they allow.
lock: $(VENV)/dev.lock
	@$(COMPILE) $(ARGS) --output-file requirements/run.txt requirements/run.in
	@$(COMPILE) $(ARGS) --constraint requirements/run.txt --output-file requirements/dev.txt requirements/dev.in

schema: $(VENV)/dev.lock
	@$(PY) -m tests.support.schema_pin

# Swedish is the source. Its own catalogue says every sentence as it stands, for gettext would otherwise answer a Swedish
# reader in LYKTA_LANGUAGE wherever that is another language.
words: $(VENV)/dev.lock
	@LYKTA_DEMO=1 $(PY) manage.py makemessages -l en --add-location file --no-obsolete --keep-pot -i $(VENV) -i emulator
	@mkdir -p locale/sv/LC_MESSAGES
	@msginit --no-translator -l sv -i locale/django.pot -o - 2>/dev/null | msgen -o locale/sv/LC_MESSAGES/django.po -
	@rm locale/django.pot
	@sed -i '/^# /d; s/PACKAGE VERSION/Lykta/; /^"POT-Creation-Date\|^"PO-Revision-Date\|^"Last-Translator\|^"Language-Team/d' locale/*/LC_MESSAGES/django.po
	@for source in locale/*/LC_MESSAGES/django.po; do msgfmt --check-format -o $${source%.po}.mo $$source; done
	@msgattrib --untranslated locale/en/LC_MESSAGES/django.po; msgattrib --only-fuzzy locale/en/LC_MESSAGES/django.po

# What is installed is kept beside it as a copy of its lock file. Only another lock makes pip run.
$(VENV)/%.lock: requirements/%.txt $(PY) FORCE
	@cmp -s $< $@ || { echo "Installing the packages of $< ..." && $(PIP) -r $< && cp $< $@; }

# A Python that is 3.11 or later, whatever its name. One that has been removed since is made good here too.
$(PY): FORCE
	@$@ -c '' 2>/dev/null || { \
		for python in python3.11 python3 python3.12 python3.13 python3.14 python; do \
			$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && exec $$python -m venv --clear $(VENV); \
		done; \
		echo "Lykta needs Python 3.11 or later, and none was found on the PATH." >&2; exit 1; }

FORCE:
