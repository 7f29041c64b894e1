/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program around the tree's code: memory, the end of a case, and what is not there.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

#define BLOCK_BYTES (1ul << 20)

struct block {
	struct block *next;
	size_t used;
	size_t room;
	_Alignas(64) char bytes[];
};

static struct block *blocks; /* the first one stays, for the next case */
static struct kt_result *result;
static jmp_buf end_of_case;

static void *no_memory(void)
{
	kt_stop(KT_TOO_LONG, "kt_alloc");
}

void *kt_alloc(unsigned long bytes)
{
	struct block *b = blocks;
	void *at;

	bytes = (bytes + 63) & ~63ul;
	if (!b || b->room - b->used < bytes) {
		size_t room = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;

		b = malloc(sizeof(*b) + room);
		if (!b)
			return no_memory();
		*b = (struct block){ .next = blocks, .room = room };
		blocks = b;
	}
	at = b->bytes + b->used;
	b->used += bytes;
	return memset(at, 0, bytes);
}

static void take_back(void)
{
	while (blocks && blocks->next) {
		struct block *b = blocks;

		blocks = b->next;
		free(b);
	}
	if (blocks)
		blocks->used = 0;
}

static void note(enum kt_outcome outcome, const char *function)
{
	result->outcome = outcome;
	strncpy(result->function, function, sizeof(result->function) - 1);
}

void kt_stop(enum kt_outcome outcome, const char *function)
{
	note(outcome, function);
	longjmp(end_of_case, 1);
}

void __attribute__((noreturn)) kt_bug(const char *function);
void kt_bug(const char *function)
{
	kt_stop(KT_BUGGED, function);
}

void kt_warn(const char *function)
{
	if (result->outcome == KT_OK)
		note(KT_WARNED, function);
}

/* The build script makes a function for each name that nothing defines; it ends up here. */
void kt_missing(const char *function);
void kt_missing(const char *function)
{
	kt_stop(KT_MISSING, function);
}

/* Each branch of block/blk-merge.c tells where it came from. */
__attribute__((visibility("default"))) unsigned char kt_subject_map[KT_MAP_BYTES];

void __sanitizer_cov_trace_pc(void);
void __sanitizer_cov_trace_pc(void)
{
	static size_t before;
	size_t at = (size_t)__builtin_return_address(0);
	unsigned char *hits = &kt_subject_map[(at ^ before) % KT_MAP_BYTES];

	before = at >> 1;
	*hits = (unsigned char)(*hits == 255 ? 255 : *hits + 1);
}

__attribute__((visibility("default"))) void kt_subject_run(const struct kt_case *c,
							   struct kt_result *r)
{
	result = r;
	r->outcome = KT_OK;
	r->function[0] = '\0';
	r->nr_rows = r->nr_entries = 0;
	memset(r->function, 0, sizeof(r->function));
	if (setjmp(end_of_case) == 0)
		kt_tree_run(c, r);
	take_back();
}
