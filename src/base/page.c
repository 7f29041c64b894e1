/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page state, reached through the page model of the world (R-MEM-3).
 */
#include <blkpath/address.h>

static struct bp_page_state *device_state(struct bp_env *env, u64 pfn)
{
	return env->device_page_ops ? env->device_page_ops->state(env, pfn) : NULL;
}

/* NULL when pages have no state in this environment, or when there is no such frame. */
static struct bp_page_state *state_of(struct bp_env *env, u64 pfn)
{
	struct bp_page_state *state = device_state(env, pfn);

	if (!state && !env->page_ops)
		return NULL;
	env->page_accesses++;
	if (state)
		return state;
	state = env->page_ops->state(env->page_arg, pfn);
	if (!state)
		bp_finding(env, BP_SITE_PAGE_UNKNOWN, pfn, 0);
	return state;
}

/* The state that carries the reference count: the head's, for a compound page. */
static struct bp_page_state *head_of(struct bp_env *env, struct page *page, u64 *pfn)
{
	struct bp_page_state *state;

	*pfn = page_to_pfn(page);
	state = state_of(env, *pfn);
	if (!state || !state->compound || state->head_pfn == *pfn)
		return state;
	*pfn = state->head_pfn;
	return state_of(env, *pfn);
}

void get_page(struct bp_env *env, struct page *page)
{
	u64 pfn;
	struct bp_page_state *head = head_of(env, page, &pfn);

	if (head)
		head->refs++;
}

static void release(struct bp_env *env, u64 pfn)
{
	if (device_state(env, pfn))
		env->device_page_ops->release(env, pfn);
	else
		env->page_ops->release(env->page_arg, pfn);
}

void put_page(struct bp_env *env, struct page *page)
{
	u64 pfn;
	struct bp_page_state *head = head_of(env, page, &pfn);

	if (!head)
		return;
	if (head->refs <= 0) {
		bp_finding(env, BP_SITE_PAGE_PUT_FREE, pfn, 0);
		return;
	}
	if (--head->refs == 0)
		release(env, pfn);
}

bool PageCompound(struct bp_env *env, struct page *page)
{
	const struct bp_page_state *state = state_of(env, page_to_pfn(page));

	return state && state->compound;
}

bool PageDirty(struct bp_env *env, struct page *page)
{
	const struct bp_page_state *state = state_of(env, page_to_pfn(page));

	return state && state->dirty;
}

void set_page_dirty_lock(struct bp_env *env, struct page *page)
{
	struct bp_page_state *state = state_of(env, page_to_pfn(page));

	if (state)
		state->dirty = true;
}

void flush_dcache_page(struct bp_env *env, struct page *page)
{
	struct bp_page_state *state = state_of(env, page_to_pfn(page));

	if (state)
		state->dcache_flushes++;
}

struct page *alloc_page_below(struct bp_env *env, u64 max_pfn)
{
	if (!env->page_ops || !env->page_ops->alloc || bp_fails(env, BP_ALLOC_PAGE))
		return NULL;
	env->page_accesses++;
	return env->page_ops->alloc(env->page_arg, max_pfn);
}

struct page *bp_alloc_pages(struct bp_env *env, u64 nr, u64 max_pfn)
{
	if (nr == 1)
		return alloc_page_below(env, max_pfn);
	if (!env->page_ops || !env->page_ops->alloc_run || bp_fails(env, BP_ALLOC_PAGE))
		return NULL;
	env->page_accesses++;
	return env->page_ops->alloc_run(env->page_arg, nr, max_pfn);
}

u8 *bp_virt_bytes(struct bp_env *env, bp_virt_addr_t addr)
{
	u8 *bytes = bp_page_bytes(env, virt_to_page(env, addr));

	return bytes ? bytes + offset_in_page(env, addr) : NULL;
}

u8 *bp_page_bytes(struct bp_env *env, struct page *page)
{
	struct bp_page_state *state = state_of(env, page_to_pfn(page));

	return state ? state->bytes : NULL;
}
