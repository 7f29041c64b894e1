#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#: usage: tests/oracle/ktree/build.sh TREE WORK
#:
#: Builds the block/blk-merge.c and block/bio.c of the kernel tree TREE, with the shims beside this
#: script, into WORK/subject.so.  Nothing is written to TREE.  CC names the compiler (gcc).
#:
#: Exit 0, or 2 when the tree does not fit, after saying what was missed.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
cc=${CC:-gcc}

say() {
	printf 'kernel-tree: %s\n' "$*" >&2
}

misfit() {
	say "$tree does not fit: $*"
	exit 2
}

case ${1-} in
-h | --help) sed -n 's/^#: \{0,1\}//p' "$0" && exit ;;
esac
[ $# -eq 2 ] || { say "bad use; see --help" && exit 2; }
tree=$(cd "$1" 2>/dev/null && pwd) || { say "$1 is no directory" && exit 2; }
mkdir -p "$2"
work=$(cd "$2" && pwd)

needed='Makefile block/blk-merge.c block/bio.c block/blk.h include/linux/bio.h include/linux/blkdev.h
include/linux/blk-mq.h include/linux/bvec.h include/linux/blk_types.h include/asm-generic/Kbuild'
for file in $needed; do
	[ -f "$tree/$file" ] || misfit "there is no $file"
done

# has FILE TEXT: the file holds the text, line ends counting as blanks.
has() {
	tr -s '\n\t ' '   ' <"$tree/$1" | grep -q "$2"
}

has block/blk.h 'struct bio \*__bio_split_to_limits(struct bio \*bio, ' ||
	has block/blk-merge.c '__bio_split_to_limits(struct bio \*bio, ' ||
	misfit "there is no __bio_split_to_limits(bio, limits, nr_segs): older than Linux 6.0?"
has block/blk-merge.c 'bool blk_bio_list_merge(struct request_queue \*q, struct list_head \*list,' ||
	misfit "blk_bio_list_merge() is not there or takes other arguments"
has block/blk-merge.c 'bool blk_attempt_req_merge(struct request_queue \*q, struct request \*rq,' ||
	misfit "blk_attempt_req_merge() is not there or takes other arguments"
has block/blk-merge.c 'blk_recalc_rq_segments(struct request \*rq)' ||
	misfit "blk_recalc_rq_segments() is not there or takes other arguments"
has block/blk-merge.c ' __blk_rq_map_sg(struct request' ||
	misfit "block/blk-merge.c has no __blk_rq_map_sg(): newer than Linux 6.15?"

features=
feature() {
	if has "$2" "$3"; then
		features="$features -DKT_HAVE_$1"
	fi
}
feature BIO_MAY_EXCEED_LIMITS block/blk.h 'bool bio_may_exceed_limits(struct bio \*bio,'
feature MAP_SG_QUEUE block/blk-merge.c '__blk_rq_map_sg(struct request_queue \*q,'
feature ADD_PC_PAGE include/linux/bio.h 'bio_add_pc_page(struct request_queue \*'

# The headers that an architecture may leave to asm-generic are all left to it.
rm -rf "$work/asm"
mkdir "$work/asm"
for folder in include/asm-generic include/uapi/asm-generic; do
	for header in $(sed -n 's/^mandatory-y += //p' "$tree/$folder/Kbuild") rwonce.h types.h; do
		[ -f "$tree/$folder/$header" ] && echo "#include <${folder#include/}/$header>" >"$work/asm/$header"
	done
done

# object NAME SOURCE FLAG...: kernel code.  A function that no header declares is not there either:
# it becomes a missing one below, so the warning has nothing to say.
object() {
	name=$1
	source=$2
	shift 2
	# shellcheck disable=SC2086 # one word per feature
	"$cc" -std=gnu11 -O2 -g -fPIC -fvisibility=hidden -fwrapv -fno-strict-aliasing -w \
		-nostdinc -isystem "$("$cc" -print-file-name=include)" \
		-D__KERNEL__ -DKBUILD_MODNAME='"ktree"' $features \
		-include "$here/faithful/linux/kconfig.h" -include "$tree/include/linux/compiler_types.h" \
		-I "$here/tree" -I "$here/faithful" -I "$here/simplified" -I "$here/stub" -I "$work" \
		-I "$tree/include" -I "$tree/include/uapi" -I "$tree/block" "$@" \
		-c "$source" -o "$work/$name.o" 2>"$work/errors" && return
	misfit "${source#"$tree"/} does not compile with the shims: $(
		sed -n 's/^\(.*\): \(fatal \)\{0,1\}error: /\1: /p' "$work/errors" | sed -n "1s|$tree/||p"
	)"
}

object blk-merge "$tree/block/blk-merge.c" -fsanitize-coverage=trace-pc
object bio "$tree/block/bio.c"
object subject "$here/tree/subject.c"
"$cc" -std=gnu17 -O2 -g -fPIC -fvisibility=hidden -Wall -Wextra -c "$here/tree/host.c" -o "$work/host.o"

# Whatever else the tree's code calls is made to end the case and to tell its name.
"$cc" -r -nostdlib -o "$work/all.o" "$work/blk-merge.o" "$work/bio.o" "$work/subject.o" "$work/host.o"
nm -u "$work/all.o" | awk '
	BEGIN {
		split("_GLOBAL_OFFSET_TABLE_ _setjmp setjmp longjmp malloc free memcpy memmove memset " \
		      "memcmp strncpy strlen strcmp snprintf __stack_chk_fail", known)
		for (i in known)
			there[known[i]] = 1
		print "void kt_missing(const char *function);"
	}
	!($2 in there) { printf "void %s(void) { kt_missing(\"%s\"); }\n", $2, $2 }
' >"$work/missing.c"
"$cc" -w -fno-builtin -O2 -fPIC -fvisibility=hidden -c "$work/missing.c" -o "$work/missing.o"
"$cc" -shared -Wl,-Bsymbolic -Wl,-z,defs -o "$work/subject.so" "$work/all.o" "$work/missing.o"
