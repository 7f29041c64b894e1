/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The environment: everything the kernel keeps in globals, held by the caller instead.
 *
 * Each mirrored object that needs it points to its environment (member bp_env); a mirrored function
 * that gets no such object takes the environment as its first argument.  Two environments never
 * meet, so any number of worlds, one per thread or many per thread, live in one process.
 */
#ifndef BLKPATH_ENV_H
#define BLKPATH_ENV_H

#include <bsd/sys/queue.h>
#include <setjmp.h>

#include <blkpath/defects.h>
#include <blkpath/page.h>
#include <blkpath/rules.h>
#include <blkpath/sites.h>
#include <blkpath/types.h>

struct bio_list;
struct bp_io_ops;
struct bp_mm;
struct blk_plug;
struct bp_sink;

/* What an allocation is for; live objects are counted per kind (INV-BIO-3). */
enum bp_alloc_kind {
	BP_ALLOC_BIO,
	BP_ALLOC_BVEC,
	BP_ALLOC_REQUEST,
	BP_ALLOC_SG,
	BP_ALLOC_INTEGRITY,
	BP_ALLOC_QUEUE,
	BP_ALLOC_WORK,
	BP_ALLOC_DMA,
	BP_ALLOC_POOL,
	BP_ALLOC_PERCPU,
	BP_ALLOC_DEVRES,
	BP_ALLOC_ACTION,
	BP_ALLOC_MAPPING,
	BP_ALLOC_MAP_TYPE,
	BP_ALLOC_COHERENT,  /* takes nothing: coherent memory */
	BP_ALLOC_DMA_BLOCK, /* of a struct dma_pool */
	BP_ALLOC_MEMPOOL,   /* an element */
	BP_ALLOC_IRQ,	    /* vectors of a function */
	BP_ALLOC_NVME,	    /* what the NVMe driver keeps */
	BP_ALLOC_RDMA,	    /* what the verbs and rdma_rw keep */
	BP_ALLOC_NVMET,	    /* what the NVMe target keeps */
	BP_ALLOC_RANGES,    /* takes nothing: the page with the ranges of a discard */
	BP_ALLOC_SCRATCH,   /* of a search or a log line, for the time of a call */
	BP_ALLOC_SYSFS,	    /* takes nothing: a group of files that cannot be made */
	BP_ALLOC_TRYGET,    /* takes nothing: percpu_ref_tryget_live() that fails (P2P-B16.4) */
	BP_ALLOC_PAGE,	    /* takes nothing: a page, or a run of them, of the page model */
	BP_ALLOC_DMA_MAP,   /* takes nothing: a mapping of data for a device */
	BP_ALLOC_GEN_POOL,  /* takes nothing: a run of a gen_pool, which is as good as empty */
	BP_ALLOC_MR_POOL,   /* takes nothing: a region of a queue pair, as good as all in use */
	BP_ALLOC_TAG,	    /* takes nothing: a tag while others are in use, as good as the last */
	BP_ALLOC_CREDIT,    /* takes nothing: room in a send queue while others have some */
	BP_ALLOC_NR,
};

/**
 * struct bp_alloc_ops - where memory comes from, and which allocation fails
 * @should_fail: asked before each allocation; true makes it fail (fault injection). May be NULL.
 *
 * There is no other way for an allocation to fail in the model (R-BIO-5).
 */
struct bp_alloc_ops {
	bool (*should_fail)(void *arg, enum bp_alloc_kind kind, size_t bytes);
};

/**
 * struct bp_report - one hit of a site
 * @site: which site
 * @a: first number, its meaning is told by the site's text
 * @b: second number
 */
struct bp_report {
	enum bp_site_id site;
	u64 a;
	u64 b;
};

/*
 * Work that the kernel hands to another thread; run in order by bp_work_run().  What waits for the
 * work of others does not begin while one of them sleeps: it would stand above it on the stack.
 */
struct bp_work {
	STAILQ_ENTRY(bp_work) link;
	void (*fn)(struct bp_work *work);
	bool queued;
	bool waits;
};

/* A piece of work or a timer whose function has not returned; lives on the stack. */
struct bp_running {
	const struct bp_work *work; /* NULL: a timer */
	struct bp_running *outer;
};

/* What falls due at a point of virtual time; run in order by bp_wait(). */
struct bp_timer {
	TAILQ_ENTRY(bp_timer) link;
	u64 due_ns;
	void (*fn)(struct bp_timer *timer);
	bool armed;
};

/* What the kernel finds through `current`. */
struct bp_task {
	unsigned cpu;
	struct bio_list *bio_list;
	struct blk_plug *plug;
};

/* A catcher of BUG events; lives on the stack of whoever called bp_catch(). */
struct bp_catch {
	jmp_buf frame;
	struct bp_catch *outer;
	struct bp_task current; /* lists and plugs of the frames that a BUG skips are gone */
	struct bp_running *running;
};

struct bp_block;
struct bp_shelf;

TAILQ_HEAD(bp_block_list, bp_block);

/**
 * struct bp_env - the environment of one world
 * @page_shift: log2 of the page size in bytes, 9..16
 * @max_pfn: highest page frame of the machine (blk_max_pfn)
 * @max_low_pfn: highest frame that the kernel maps at all times
 * @rules: rule set for objects that belong to no queue; a new queue begins with it
 * @defects: switches for objects that belong to no queue
 * @now_ns: virtual time; only the world around moves it, and bp_wait()
 * @current: the running task
 * @running: work and timers that run, the innermost first; those further out sleep
 * @page_ops: the page model, NULL when pages have no state
 * @page_arg: argument of @page_ops
 * @device_page_ops: state of device pages that processes have, asked before @page_ops and with the
 * environment as argument; NULL while there are none
 * @page_accesses: how often the page model was asked (INV-DIR-2)
 * @io_ops: what is behind physical addresses of devices, NULL for nothing (io.h)
 * @io_arg: argument of @io_ops
 * @mm: kernel virtual addresses of device memory, NULL when nobody asks (bp_mm_new())
 * @racing_gets: calls of percpu_ref_tryget_live() that succeed after the kill, for each reference
 * made from now on (P2P-B1.1)
 * @alloc_ops: fault injection, NULL for none
 * @alloc_arg: argument of @alloc_ops
 * @live: allocations not yet freed, by kind
 * @hits: how often each site fired
 * @on_report: told of every hit; NULL for nobody
 * @report_arg: argument of @on_report
 * @catcher: innermost bp_catch()
 * @bug: the report that unwound to @catcher last
 * @sinks: who listens to events (trace writers, the checker); empty costs one branch
 * @work: deferred work
 * @timers: what falls due later, earliest first
 * @blocks: memory in use
 * @shelves: freed bios and requests, by kind and size
 * @bio_serial: number of the last bio made
 * @rq_serial: number of the last request made
 * @queue_serial: number of the last queue made
 */
struct bp_env {
	unsigned page_shift;
	u64 max_pfn;
	u64 max_low_pfn;
	const struct bp_rules *rules;
	struct bp_defects defects;
	u64 now_ns;
	struct bp_task current;
	struct bp_running *running;
	const struct bp_page_ops *page_ops;
	void *page_arg;
	const struct bp_page_ops *device_page_ops;
	u64 page_accesses;
	const struct bp_io_ops *io_ops;
	void *io_arg;
	struct bp_mm *mm;
	unsigned racing_gets;
	const struct bp_alloc_ops *alloc_ops;
	void *alloc_arg;
	u64 live[BP_ALLOC_NR];
	u64 hits[BP_SITE_NR];
	void (*on_report)(void *arg, const struct bp_report *report);
	void *report_arg;
	struct bp_catch *catcher;
	struct bp_report bug;
	struct bp_sink *sinks;
	STAILQ_HEAD(, bp_work) work;
	TAILQ_HEAD(, bp_timer) timers;
	struct bp_block_list blocks;
	LIST_HEAD(, bp_shelf) shelves;
	u64 bio_serial;
	u64 rq_serial;
	u64 queue_serial;
};

/**
 * bp_env_init - make an environment
 * @env: storage of the caller; overwritten
 *
 * Pages of 4096 bytes, all frames low, no page model, no fault injection, no listeners, rule set
 * v5.2, all defects corrected. The caller sets other members afterwards.
 *
 * Context: allocates nothing.
 */
void bp_env_init(struct bp_env *env);

/**
 * bp_env_fini - give back all memory of an environment
 * @env: environment; nothing made in it may be used any more
 *
 * Also frees what is still in use: a caller that wants to know of leaks looks at @env->live first.
 */
void bp_env_fini(struct bp_env *env);

static inline u32 bp_page_size(const struct bp_env *env)
{
	return 1u << env->page_shift;
}

static inline phys_addr_t page_to_phys(const struct bp_env *env, const struct page *page)
{
	return bp_phys_addr(page_to_pfn(page) << env->page_shift);
}

/*
 * Reports.  Each counts the hit and tells env->on_report; a and b are the numbers of the site's
 * text.
 */

/**
 * bp_warn - record a warning and go on
 * @env: environment
 * @site: which warning
 * @a: first number
 * @b: second number
 *
 * Return: true, so that it can stand in a condition as WARN_ON() does.
 */
bool bp_warn(struct bp_env *env, enum bp_site_id site, u64 a, u64 b);

/**
 * bp_info - record a log line of the kernel
 * @env: environment
 * @site: which line
 * @a: first number
 * @b: second number
 */
void bp_info(struct bp_env *env, enum bp_site_id site, u64 a, u64 b);

/**
 * bp_finding - record misuse that a kernel would not notice
 * @env: environment
 * @site: which misuse
 * @a: first number
 * @b: second number
 */
void bp_finding(struct bp_env *env, enum bp_site_id site, u64 a, u64 b);

/**
 * bp_bug - stop here
 * @env: environment
 * @site: which BUG
 * @a: first number
 * @b: second number
 *
 * Records the hit in @env->bug and unwinds to the innermost bp_catch(), which is popped. Without
 * one the process is aborted.
 */
_Noreturn void bp_bug(struct bp_env *env, enum bp_site_id site, u64 a, u64 b);

#define bp_warn_on(env, condition, site, a, b)                                                     \
	(BP_UNLIKELY(condition) ? bp_warn(env, site, a, b) : false)

#define bp_bug_on(env, condition, site, a, b)                                                      \
	do {                                                                                       \
		if (BP_UNLIKELY(condition))                                                        \
			bp_bug(env, site, a, b);                                                   \
	} while (0)

/**
 * bp_catch_push - begin to catch; used through bp_catch()
 * @env: environment
 * @catcher: storage that lives until the catcher is popped or has caught
 */
void bp_catch_push(struct bp_env *env, struct bp_catch *catcher);

/**
 * bp_catch_pop - stop catching
 * @env: environment
 * @catcher: the innermost catcher, not one that has caught already
 */
void bp_catch_pop(struct bp_env *env, struct bp_catch *catcher);

/* Is 0 on entry and non-zero when a BUG came back to it; then @catcher is popped already. */
#define bp_catch(env, catcher) (bp_catch_push(env, catcher), setjmp((catcher)->frame))

/**
 * bp_alloc - take zeroed memory
 * @env: environment that owns it
 * @kind: what it is for
 * @bytes: size
 *
 * Return: the memory, aligned for any type; NULL when fault injection says so or the process has
 * none left. Then nothing is counted.
 * Rule: R-BIO-5.
 */
void *bp_alloc(struct bp_env *env, enum bp_alloc_kind kind, size_t bytes);

/**
 * bp_fails - is this to fail by fault injection?
 * @env: environment
 * @kind: what is tried
 *
 * For what takes no memory and fails all the same.
 *
 * Return: true iff it must fail.
 * Rule: P2P-B16.4.
 */
bool bp_fails(struct bp_env *env, enum bp_alloc_kind kind);

/**
 * bp_free - give memory back
 * @env: environment that owns it
 * @memory: from bp_alloc(), or NULL
 *
 * A bio or request keeps its bytes until at least 64 more of its size were freed. Freeing it again
 * in that time is the finding FREE_TWICE and changes nothing.
 *
 * Rule: INV-BIO-3.
 */
void bp_free(struct bp_env *env, void *memory);

/* Other threads: each piece of work and each timer runs as a task of its own. */

/**
 * bp_work_queue - leave work for later
 * @env: environment
 * @work: work with @fn set; nothing happens if it is queued already
 */
void bp_work_queue(struct bp_env *env, struct bp_work *work);

/**
 * bp_work_cancel - take work back
 * @env: environment
 * @work: queued or not
 */
void bp_work_cancel(struct bp_env *env, struct bp_work *work);

/**
 * bp_work_run - do all work, also what is queued meanwhile, in order
 * @env: environment
 *
 * No piece of work runs beside itself: queued again while it sleeps, it waits until it has
 * returned.
 *
 * Return: how many pieces of work were done.
 */
unsigned bp_work_run(struct bp_env *env);

/**
 * bp_timer_arm - let a function run at a point of virtual time
 * @env: environment
 * @timer: its fn is set; armed again, it moves
 * @due_ns: when; the past means as soon as somebody waits
 *
 * Timers of one time run in the order in which they were armed.
 */
void bp_timer_arm(struct bp_env *env, struct bp_timer *timer, u64 due_ns);

/**
 * bp_timer_cancel - forget a timer
 * @env: environment
 * @timer: armed or not
 */
void bp_timer_cancel(struct bp_env *env, struct bp_timer *timer);

/**
 * bp_wait - the running task sleeps: let the others go on
 * @env: environment
 *
 * Runs the deferred work; when there is none, moves now_ns to the earliest timer and runs that.
 *
 * Return: true when something ran; false when nothing is under way, so that waiting would never
 * end.
 */
bool bp_wait(struct bp_env *env);

#endif
