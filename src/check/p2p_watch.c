/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches peer-to-peer memory at work and brings it to judgement.
 */
#include "p2p.h"

static u64 in_pages(const struct bp_check *check, u64 size)
{
	u64 page = (u64)1 << check->env->page_shift;

	return (size + page - 1) & ~(page - 1);
}

static struct bp_case case_of(struct bp_check *check, const struct bp_event *event,
			      struct bp_p2p_case *p)
{
	u64 virt = bp_virt_u64(event->p2p->virt);

	p->call = event->p2p;
	p->provider = bp_ck_provider_find(check, event->p2p->provider);
	if (p->provider && virt) {
		p->resource = bp_ck_part_around(&p->provider->resources, virt, 1);
		p->allocation = bp_ck_part_around(&p->provider->allocations, virt, 1);
	}
	return (struct bp_case){
		.check = check,
		.at = bp_event_info(event->id)->name,
		.subject = p,
	};
}

static void numbers(struct bp_ck_provider *provider, struct bp_case *c)
{
	const struct bp_p2p_call *call = ((const struct bp_p2p_case *)c->subject)->call;

	provider->pool_size = call->pool_size;
	provider->pool_avail = call->pool_avail;
	provider->refs = call->refs;
	bp_ck_judge_numbers(c);
}

static void add(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_p2p_call *call = event->p2p;
	struct bp_ck_provider *provider = bp_ck_provider(check, call->provider);
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);
	struct bp_ck_part *part = NULL;

	bp_ck_judge_added(&c);
	if (provider && !call->result)
		part = bp_ck_part_add(check, provider, &provider->resources,
				      bp_virt_u64(call->virt), call->size);
	if (!part)
		return;
	part->bus = call->bus.bus;
	part->bar = call->bar;
	part->phys = call->provider->resource[call->bar].start + call->offset;
}

static const struct bp_ck_part *same_bytes(const struct bp_ck_provider *provider, u64 virt, u64 bus,
					   u64 size)
{
	const struct bp_ck_part *part;

	LIST_FOREACH (part, &provider->allocations, of_provider)
		if (virt - part->virt < part->size || part->virt - virt < size ||
		    bus - part->bus < part->size || part->bus - bus < size)
			return part;
	return NULL;
}

static void alloc(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_p2p_call *call = event->p2p;
	u64 virt = bp_virt_u64(call->virt), size = in_pages(check, call->size);
	struct bp_ck_provider *provider = bp_ck_provider_find(check, call->provider);
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);
	struct bp_ck_part *part;

	if (!provider)
		return;
	if (virt) {
		p.resource = bp_ck_part_around(&provider->resources, virt, size);
		p.other = same_bytes(provider, virt, call->bus.bus, size);
		bp_ck_judge_allocated(&c);
		part = bp_ck_part_add(check, provider, &provider->allocations, virt, size);
		if (part)
			part->bus = call->bus.bus;
	}
	numbers(provider, &c);
}

/* A free that is refused, or waits for a request in flight, changes nothing. */
static void give_back(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *provider = bp_ck_provider_find(check, event->p2p->provider);
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);
	struct bp_ck_part *part;

	if (!provider)
		return;
	if (!event->p2p->result) {
		part = (struct bp_ck_part *)p.allocation;
		p.other =
			part ? bp_ck_part_touching(&provider->uses, part->virt, part->size) : NULL;
		bp_ck_judge_freed(&c);
		if (part)
			bp_ck_part_drop(check, part);
	}
	numbers(provider, &c);
}

/* P-84: each page of an allocation is one from now on. */
static void divide(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *provider = bp_ck_provider_find(check, event->p2p->provider);
	u64 page = in_pages(check, 1), virt = bp_virt_u64(event->p2p->virt);
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);

	if (!provider)
		return;
	bp_ck_judge_divided(&c);
	if (p.allocation)
		bp_ck_part_drop(check, (struct bp_ck_part *)p.allocation);
	for (u64 at = 0; p.allocation && at < event->p2p->size; at += page) {
		struct bp_ck_part *part =
			bp_ck_part_add(check, provider, &provider->allocations, virt + at, page);

		if (part)
			part->bus = event->p2p->bus.bus + at;
	}
	p.allocation = NULL;
	numbers(provider, &c);
}

static void use_begin(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *provider = bp_ck_provider(check, event->p2p->provider);
	u64 virt = bp_virt_u64(event->p2p->virt);
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);

	if (!provider)
		return;
	p.allocation = bp_ck_part_around(&provider->allocations, virt, event->p2p->size);
	bp_ck_judge_use(&c);
	bp_ck_part_add(check, provider, &provider->uses, virt, event->p2p->size);
}

static void use_end(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *provider = bp_ck_provider_find(check, event->p2p->provider);
	struct bp_ck_part *part;

	if (!provider)
		return;
	LIST_FOREACH (part, &provider->uses, of_provider)
		if (part->virt == bp_virt_u64(event->p2p->virt) && part->size == event->p2p->size) {
			bp_ck_part_drop(check, part);
			return;
		}
}

static void lose(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *provider = bp_ck_provider_find(check, event->p2p->provider);
	u64 virt = bp_virt_u64(event->p2p->virt), size = event->p2p->size;
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);
	struct bp_ck_part *part;

	if (!provider)
		return;
	p.other = bp_ck_part_touching(&provider->allocations, virt, size);
	bp_ck_judge_lost(&c);
	LIST_FOREACH (part, &provider->resources, of_provider)
		part->unmapped |= part->virt - virt < size;
}

static void unbind(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *provider = bp_ck_provider_find(check, event->p2p->provider);

	if (provider)
		provider->leaves = true;
}

static void unbound(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *provider = bp_ck_provider_find(check, event->p2p->provider);
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);

	if (!provider)
		return;
	bp_ck_judge_unbound(&c);
	bp_ck_parts_drop(check, &provider->resources);
	bp_ck_parts_drop(check, &provider->allocations);
	bp_ck_parts_drop(check, &provider->uses);
	bp_ck_record_drop(check, &provider->record);
}

static void publish(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *provider = bp_ck_provider(check, event->p2p->provider);
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);

	bp_ck_judge_published(&c);
	if (provider)
		provider->published = event->p2p->published;
}

typedef void provider_fn(struct bp_ck_provider *provider, struct bp_case *c);

static void each_provider(struct bp_check *check, provider_fn *fn, struct bp_case *c)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		struct bp_record *record;

		LIST_FOREACH (record, &check->records[i], link)
			if (record->kind == BP_RECORD_P2P_PROVIDER)
				fn((struct bp_ck_provider *)record, c);
	}
}

static void count(struct bp_ck_provider *provider, struct bp_case *c)
{
	(void)c;
	provider->counted = true;
	provider->refs_before = provider->pdev->refs;
}

static void compare(struct bp_ck_provider *provider, struct bp_case *c)
{
	struct bp_p2p_case p = *(const struct bp_p2p_case *)c->subject;
	struct bp_case one = *c;

	p.other_provider = provider;
	one.subject = &p;
	bp_ck_judge_choice(&one);
	provider->counted = false;
}

static void find_begin(struct bp_check *check, const struct bp_event *event)
{
	(void)event;
	each_provider(check, count, NULL);
}

static void find(struct bp_check *check, const struct bp_event *event)
{
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);

	if (event->p2p->provider)
		bp_ck_judge_found(&c);
	each_provider(check, compare, &c);
}

/* What needs no more than the case. */
static void judge_plainly(struct bp_check *check, const struct bp_event *event)
{
	struct bp_p2p_case p = { 0 };
	struct bp_case c = case_of(check, event, &p);

	if (event->id == BP_EV_P2P_DISTANCE)
		bp_ck_judge_distance(&c);
	else if (event->id == BP_EV_P2P_TOUCH)
		bp_ck_judge_touched(&c);
	else if (event->id == BP_EV_P2P_MAP)
		bp_ck_judge_given(&c);
	else if (event->id == BP_EV_P2P_BUS && p.allocation)
		bp_ck_judge_bus(&c);
	else if (event->id == BP_EV_P2P_MAP_SG && event->p2p->result > 0)
		bp_ck_judge_list(&c);
}

void bp_ck_hear_p2p(struct bp_check *check, const struct bp_event *event)
{
	static bp_family_fn *const handlers[BP_EVENT_NR] = {
		[BP_EV_P2P_ADD] = add,
		[BP_EV_P2P_PUBLISH] = publish,
		[BP_EV_P2P_DISTANCE] = judge_plainly,
		[BP_EV_P2P_FIND_BEGIN] = find_begin,
		[BP_EV_P2P_FIND] = find,
		[BP_EV_P2P_ALLOC] = alloc,
		[BP_EV_P2P_DIVIDE] = divide,
		[BP_EV_P2P_FREE] = give_back,
		[BP_EV_P2P_BUS] = judge_plainly,
		[BP_EV_P2P_MAP] = judge_plainly,
		[BP_EV_P2P_MAP_SG] = judge_plainly,
		[BP_EV_P2P_USE_BEGIN] = use_begin,
		[BP_EV_P2P_USE_END] = use_end,
		[BP_EV_P2P_TOUCH] = judge_plainly,
		[BP_EV_P2P_UNMAP] = lose,
		[BP_EV_P2P_UNBIND_BEGIN] = unbind,
		[BP_EV_P2P_UNBIND_END] = unbound,
	};

	if (event->p2p && handlers[event->id])
		handlers[event->id](check, event);
}
