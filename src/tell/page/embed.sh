#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# embed.sh UPLOT - writes, as C, the files of the page: those beside this
# script, and the chart library from UPLOT, the folder `dist` of npm's uplot.
set -eu
page=$(dirname "$0")
uplot=${1:?usage: embed.sh FOLDER, the folder dist of uplot}

# PATH TYPE FILE, one a line; a path is what a browser asks for.
assets="/ text/html $page/index.html
/style.css text/css $page/style.css
/api/openapi.json application/json $page/openapi.json
/words.js text/javascript $page/words.js
/text.js text/javascript $page/text.js
/classes.js text/javascript $page/classes.js
/now.js text/javascript $page/now.js
/charts.js text/javascript $page/charts.js
/device.js text/javascript $page/device.js
/calendar.js text/javascript $page/calendar.js
/days.js text/javascript $page/days.js
/box.js text/javascript $page/box.js
/page.js text/javascript $page/page.js
/uPlot.min.css text/css $uplot/uPlot.min.css
/uPlot.iife.min.js text/javascript $uplot/uPlot.iife.min.js
/uPlot-licence.txt text/plain $uplot/../LICENSE"

for f in uPlot.iife.min.js uPlot.min.css ../LICENSE; do
	if [ ! -s "$uplot/$f" ]; then
		echo "embed.sh: $uplot/$f is missing: \`make deps\` fetches" \
			"the chart library uPlot" >&2
		exit 1
	fi
done

echo '/* The files of the page; made by src/tell/page/embed.sh. */'
echo '#include "assets.h"'
n=0
table=
while read -r path type file; do
	tag=$(cksum <"$file" | tr ' ' '-')
	echo
	echo "static const unsigned char bytes_$n[] = {"
	od -An -v -tu1 "$file" | awk '{ gsub(/[0-9]+/, "&,"); print }'
	echo "};"
	table="$table	{ \"$path\", \"$type; charset=utf-8\", \"\\\"$tag\\\"\",
		bytes_$n, sizeof bytes_$n },
"
	n=$((n + 1))
done <<END
$assets
END
echo
echo 'const struct web_asset web_assets[] = {'
printf '%s' "$table"
echo '};'
echo "const size_t web_assets_n = $n;"
