# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the scripts share.  Sourced, with the top of the source tree as working directory.

say() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
	say "$*"
	exit 2
}

# The lines of the calling script that start with "#:" are its --help.
usage() {
	sed -n 's/^#: \{0,1\}//p' "$0"
}

# configure DIR [MESON OPTION...]: makes a build directory, or leaves a configured one as it is.
configure() {
	dir=$1
	shift
	[ -f "$dir/build.ninja" ] && return
	say "configuring $dir"
	meson setup "$dir" "$@" >"$dir.log" 2>&1 </dev/null || {
		cat "$dir.log" >&2
		die "meson setup failed"
	}
	rm "$dir.log"
}

# compile DIR: builds, speaks only when it fails.
compile() {
	say "building $1"
	if ! log=$(ninja -C "$1" 2>&1 </dev/null); then
		printf '%s\n' "$log" >&2
		die "the build failed"
	fi
}

# count_tests DIR: "PASSED FAILED" of the last test run in a build directory; each TAP line is a test.
count_tests() {
	awk '
	function value(attribute) {
		if (!match($0, attribute "=\"[0-9]+\""))
			return 0
		return substr($0, RSTART + length(attribute) + 2, RLENGTH - length(attribute) - 3)
	}
	/^<testsuites / {
		tests = value("tests")
		failed = value("errors") + value("failures")
	}
	{ skipped += gsub(/<skipped/, "") }
	END { print tests - failed - skipped, failed + 0 }
	' "$1/meson-logs/testlog.junit.xml"
}

# fuzz_targets: their names, as tests/fuzz/meson.build has them.
fuzz_targets() {
	sed -n "/^fuzz_[a-z]* = \[/,/^\]/s/^  '\([a-z0-9_]*\)',\$/\1/p" tests/fuzz/meson.build
}
