#!/bin/sh
# Sees to a Chromium for the browser tests: Debian's, through apt where that is allowed.
set -u
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium for the browser tests"
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null 2>&1
    command -v chromium >/dev/null 2>&1 && exit 0
fi
echo "the browser tests need Chromium: apt-get install -y chromium" >&2
exit 1
