#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# installed.sh SOURCE BUILD VERSION [FLAG...] - blkpath is installed into an empty folder, used from
# there, and removed.  FLAGs are for programs that link with the library.
here=$(dirname "$0")/../style
# shellcheck source=../style/lib.sh
. "$here/lib.sh"
# shellcheck source=../style/shown.sh
. "$here/shown.sh"
need git gcc nm pkg-config ninja
source=$1 build=$2 version=$3
shift 3
flags=$*
cd "$source"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
DESTDIR=$root meson install -C "$build" --no-rebuild --quiet >"$work/log" 2>&1 ||
	{ printf '1..1\nnot ok 1 - meson install\n' && sed 's/^/# /' "$work/log" && exit; }

# there NAME: the one file of that name that was installed.
there() {
	find "$root" -name "$1"
}

check "every header is there" "$(
	headers=$(there types.h)
	diff -r "$source/include/blkpath" "${headers%/*}" 2>&1 || :
)"
check "every manual page is there" "$(
	for page in $(sources 'man/*.[1-8]'); do
		cmp -s "$page" "$(there "${page#man/}")" || printf '%s\n' "$page"
	done
)"
check "every scenario is there" "$(
	for scenario in $(sources scenarios); do
		[ -n "$(there "${scenario##*/}")" ] || printf '%s\n' "$scenario"
	done
)"
check "completions are there" "$(
	[ -n "$(find "$root" -path '*/bash-completion/completions/blkpath')" ] || echo bash
	[ -n "$(there _blkpath)" ] || echo zsh
)"
check "nothing else is there" "$(
	find "$root" ! -type d | sed "s|^$root||" | grep -vE \
		'/(include/blkpath/|share/man/|share/blkpath/scenarios/|share/(bash-completion|zsh)/|bin/blkpath$)|/libblkpath(-static)?\.(a|so|so\.[0-9.]*|pc)$' || :
)"
check "the program runs, and tells the version" "$(
	[ "$("$(find "$root" -path '*/bin/blkpath')" --version)" = "blkpath $version" ] || echo no
)"
check "news and packages are of that version" "$(
	grep -m 1 '^## ' NEWS.md | grep -q "^## $version\( \|\$\)" || echo NEWS.md
	head -n 1 debian/changelog | grep -q "^blkpath ($version) " || echo debian/changelog
)"

library=$(there libblkpath.so)
exported=$work/exported
nm -D --defined-only "$library" | sed -nE 's/.* [A-Z] ([a-z_0-9]+)@.*/\1/p' | sort >"$exported"

# What the compiler sees of the headers, all of them at once: a line per declaration.
for header in $(sources 'include/*.h'); do
	printf '#include <%s>\n' "${header#include/}"
done >"$work/all.c"
check "all headers stand together" "$(
	gcc -std=gnu17 -Wall -Wextra -Iinclude -aux-info "$work/declared" -c -o /dev/null "$work/all.c" 2>&1 || :
	gcc -std=c11 -Iinclude -fsyntax-only "$work/all.c" 2>&1 || :
)"
sed -nE 's/^\/\* include\/[^(]*:N[CF] \*\/ extern [^(]*[ *](bp_[a-z0-9_]+) \(.*/\1/p' "$work/declared" |
	sort -u >"$work/headers"
sed -nE 's/^\t\t(bp_[a-z0-9_]+);$/\1/p' src/libblkpath.map >"$work/map"

check "the symbol map is sorted and has only bp_ names" "$(
	sort -u "$work/map" | diff "$work/map" - || :
	grep -E '^	' src/libblkpath.map | grep -vE '^		bp_[a-z0-9_]+;$|^	(global|local):$|^		\*;$' || :
)"
check "the symbol map has what the headers declare" "$(comm -23 "$work/headers" "$work/map")"
check "the headers declare what the symbol map has" "$(comm -13 "$work/headers" "$work/map")"
check "the shared library exports what the symbol map has, and nothing else" "$(
	diff "$work/map" "$exported" || :
)"
check "the static library has names of the kernel too" "$(
	nm "$(there libblkpath.a)" 2>/dev/null | grep -q ' T blk_queue_split$' || echo no
)"

pc=$(there libblkpath.pc)
PKG_CONFIG_PATH=${pc%/*} PKG_CONFIG_SYSROOT_DIR=$root LD_LIBRARY_PATH=${library%/*} PATH=$work/bin:$PATH
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH PATH
mkdir "$work/bin" "$work/desk"
# shellcheck disable=SC2016 # for the script
printf '#!/bin/sh\nexec gcc -std=gnu17 -Wall -Wextra -Werror %s "$@"\n' "$flags" >"$work/bin/cc"
chmod +x "$work/bin/cc"
cd "$work/desk"

check "pkg-config tells the version" "$(
	for module in libblkpath libblkpath-static; do
		[ "$(pkg-config --modversion $module)" = "$version" ] || printf '%s\n' "$module"
	done
)"

# program NAME WANTED: an example is compiled by the line that its comment has, and run.
program() {
	line=$(sed -n 's/^ \*   \(cc .*\)/\1/p' "$source/examples/$1.c")
	cp "$source/examples/$1.c" .
	check "examples/$1.c: $line" "$(sh -c "$line" 2>&1 || :)"
	printf '%s\n' "$2" >"$work/wanted"
	"./$1" >"$work/seen" 2>&1 || printf 'exit %d\n' "$?" >>"$work/seen"
	check "examples/$1.c prints what it should" "$(diff "$work/wanted" "$work/seen" || :)"
}

program cut '0 + 1344: cut by max_segments 168 (R-QSP-13.3)
1344 + 704'
program submit '0 + 512 in 4 segments
512 + 512 in 4 segments
1024 + 512 in 4 segments
1536 + 512 in 4 segments
it ended with 0'
page_examples "$source/man/libblkpath.3"

check "nothing is left when it is removed" "$(
	DESTDIR=$root ninja -C "$build" uninstall >"$work/log" 2>&1 || cat "$work/log"
	[ ! -e "$root" ] || find "$root" ! -type d
)"
finish
