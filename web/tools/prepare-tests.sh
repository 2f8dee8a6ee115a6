#!/usr/bin/env bash
# What the tests of the web pages need beside npm's packages: a browser, and Python's readers of what is exported.
set -euo pipefail
cd "$(dirname "$0")/.."

browser=${CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$browser" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing Chromium by apt"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  else
    echo "no browser at $browser: install Chromium (apt-get install chromium), or name one: CHROMIUM=/path/to/chromium make test-web"
    exit 69
  fi
fi

wanted=tests/requirements.txt
if ! cmp -s "$wanted" .venv/requirements.txt; then
  echo "installing the readers of exports into web/.venv"
  python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check --requirement "$wanted"
  cp "$wanted" .venv/requirements.txt
fi
