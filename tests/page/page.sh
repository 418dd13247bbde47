#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# page.sh - the page in Chromium, through playwright-core (`make deps` fetches
# it).
set -eu
NPM_DIR=${NPM_DIR:-${BUILD:-build}/page}
NODE_PATH=$NPM_DIR/tests/node_modules
export NODE_PATH
for need in "$NODE_PATH/playwright-core" "$NODE_PATH/axe-core"; do
	if [ ! -e "$need" ]; then
		echo "FAILED $need is missing: \`make deps\` fetches it"
		echo "${1:+report-}page: 0 passed, 1 failed"
		exit 1
	fi
done
exec node "tests/page/${1:-page}.js"
