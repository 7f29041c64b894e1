/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "record/pool.h"

#define POOL_BYTES ((size_t)BP_POOL_PAGES * BP_PLAN_PAGE)
#define ARENA_BYTES ((size_t)BP_PLAN_PAGES * BP_PLAN_PAGE)
#define HUGE_BYTES ((size_t)BP_PLAN_HUGE / 2)
#define AROUND_HUGE_BYTES (3 * HUGE_BYTES) /* two of them fit in, wherever it begins */
#define HUGE_PAGES (BP_PLAN_HUGE / BP_PLAN_PAGE)

/* /proc/self/pagemap */
#define PRESENT ((u64)1 << 63)
#define PFN_MASK (((u64)1 << 55) - 1)

bool bp_pool_frames(const struct bp_pool *pool, const char *memory, u64 *pfn, unsigned pages)
{
	size_t bytes = pages * sizeof(*pfn);
	off_t at = (off_t)((uintptr_t)memory / BP_PLAN_PAGE * sizeof(*pfn));

	if (pread(pool->pagemap, pfn, bytes, at) != (ssize_t)bytes)
		return false;
	for (unsigned i = 0; i < pages; i++) {
		if (!(pfn[i] & PRESENT) || !(pfn[i] & PFN_MASK))
			return false;
		pfn[i] &= PFN_MASK;
	}
	return true;
}

static char *map(size_t bytes, int protection, int flags, int fd)
{
	void *memory = mmap(NULL, bytes, protection, flags, fd, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* Two neighbours of 2 MiB, each in one piece; without them there are just no such cases. */
static char *make_huge(struct bp_pool *pool)
{
	u64 pfn[HUGE_PAGES];
	char *start;

	pool->around_huge =
		map(AROUND_HUGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	if (!pool->around_huge)
		return NULL;
	start = (char *)(((uintptr_t)pool->around_huge + HUGE_BYTES - 1) & ~(HUGE_BYTES - 1));
	if (madvise(start, 2 * HUGE_BYTES, MADV_HUGEPAGE))
		return NULL;
	memset(start, 0, 2 * HUGE_BYTES);
	if (mlock2(start, 2 * HUGE_BYTES, 0) || !bp_pool_frames(pool, start, pfn, HUGE_PAGES))
		return NULL;
	for (unsigned i = 0; i < HUGE_PAGES; i++)
		if (i % (HUGE_PAGES / 2) ? pfn[i] != pfn[i - 1] + 1 : pfn[i] % (HUGE_PAGES / 2))
			return NULL;
	return start;
}

static int fail(struct bp_error *err, int number, const char *what)
{
	bp_error_set(err, NULL, 0, what, "%s", strerror(number));
	return -number;
}

int bp_pool_hidden(struct bp_error *err)
{
	return bp_error_set(err, NULL, 0, "/proc/self/pagemap",
			    "frame numbers are hidden from this process; root with CAP_SYS_ADMIN "
			    "in the first user namespace sees them");
}

static int make_pool(struct bp_pool *pool, struct bp_error *err)
{
	u64 pfn[BP_POOL_PAGES];

	pool->fd = memfd_create("blkpath-record", MFD_CLOEXEC);
	if (pool->fd < 0 || ftruncate(pool->fd, (off_t)POOL_BYTES))
		return fail(err, errno, "memory");
	pool->pool = map(POOL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, pool->fd);
	pool->arena = map(ARENA_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	if (!pool->pool || !pool->arena)
		return fail(err, errno, "memory");
	/* Pages of one size: else a registered buffer is joined in a way that we do not know. */
	(void)madvise(pool->pool, POOL_BYTES, MADV_NOHUGEPAGE);
	/* Not mlock(), which does nothing under the sanitizers. */
	if (mlock2(pool->pool, POOL_BYTES, 0))
		return fail(err, errno, "locked memory (ulimit -l)");
	if (!bp_pool_frames(pool, pool->pool, pfn, BP_POOL_PAGES))
		return bp_pool_hidden(err);
	pool->frames = bp_frames_new(pfn, BP_POOL_PAGES);
	return pool->frames ? 0 : fail(err, ENOMEM, "memory");
}

int bp_pool_open(struct bp_pool *pool, struct bp_error *err)
{
	u64 own;
	int rc;

	*pool = (struct bp_pool){ .fd = -1, .pagemap = -1 };
	if (sysconf(_SC_PAGESIZE) != BP_PLAN_PAGE)
		return bp_error_set(err, NULL, 0, "page size",
				    "%ld bytes; recordings are made with pages of %u bytes",
				    sysconf(_SC_PAGESIZE), BP_PLAN_PAGE);
	pool->pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	if (pool->pagemap < 0)
		return fail(err, errno, "/proc/self/pagemap");
	if (!bp_pool_frames(pool, (char *)&own, &own, 1))
		return bp_pool_hidden(err);
	rc = make_pool(pool, err);
	if (!rc)
		pool->huge = make_huge(pool);
	return rc;
}

void bp_pool_close(struct bp_pool *pool)
{
	bp_frames_free(pool->frames);
	if (pool->pool)
		munmap(pool->pool, POOL_BYTES);
	if (pool->arena)
		munmap(pool->arena, ARENA_BYTES);
	if (pool->around_huge)
		munmap(pool->around_huge, AROUND_HUGE_BYTES);
	if (pool->fd >= 0)
		close(pool->fd);
	if (pool->pagemap >= 0)
		close(pool->pagemap);
}

/* Pages of the pool that are neighbours there are mapped at once. */
static unsigned neighbours(const unsigned *page, unsigned n)
{
	unsigned i = 1;

	while (i < n && page[i] == page[i - 1] + 1)
		i++;
	return i;
}

char *bp_pool_lay(struct bp_pool *pool, const struct bp_plan *plan, u64 seed)
{
	unsigned page[BP_PLAN_PAGES];

	if (plan->huge)
		return pool->huge;
	if (mmap(pool->arena, ARENA_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
		 0) == MAP_FAILED)
		return NULL;
	bp_frames_pick(pool->frames, plan, seed, page);
	for (unsigned i = 0; i < plan->pages;) {
		unsigned n = neighbours(page + i, plan->pages - i);

		if (mmap(pool->arena + (size_t)i * BP_PLAN_PAGE, (size_t)n * BP_PLAN_PAGE,
			 PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_POPULATE, pool->fd,
			 (off_t)page[i] * BP_PLAN_PAGE) == MAP_FAILED)
			return NULL;
		i += n;
	}
	return pool->arena;
}
