/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References that can be killed, as a plain counter (P2P-B1.1).
 */
#include <errno.h>

#include <blkpath/percpu_ref.h>

int percpu_ref_init(struct bp_env *env, struct percpu_ref *ref, percpu_ref_func_t *release)
{
	void *counters = bp_alloc(env, BP_ALLOC_PERCPU, sizeof(u64));

	if (!counters)
		return -ENOMEM;
	*ref = (struct percpu_ref){
		.release = release,
		.bp_env = env,
		.bp_count = 1,
		.bp_racing = env->racing_gets,
		.bp_counters = counters,
	};
	return 0;
}

void percpu_ref_exit(struct percpu_ref *ref)
{
	if (!ref->bp_counters)
		return;
	if (!ref->bp_released)
		bp_finding(ref->bp_env, BP_SITE_REF_EXIT_EARLY, ref->bp_count, 0);
	bp_free(ref->bp_env, ref->bp_counters);
	ref->bp_counters = NULL;
}

void percpu_ref_get_many(struct percpu_ref *ref, u64 nr)
{
	if (ref->bp_released) {
		bp_finding(ref->bp_env, BP_SITE_REF_GET_DEAD, nr, 0);
		return;
	}
	ref->bp_count += nr;
}

void percpu_ref_put_many(struct percpu_ref *ref, u64 nr)
{
	if (bp_warn_on(ref->bp_env, nr > ref->bp_count, BP_SITE_REF_UNDERFLOW, nr, ref->bp_count))
		return;
	ref->bp_count -= nr;
	if (ref->bp_count || !ref->bp_dead)
		return;
	ref->bp_released = true;
	ref->release(ref);
}

/* One that races with the kill has read the old state on its CPU. */
static bool wins_race(struct percpu_ref *ref)
{
	if (!ref->bp_racing || ref->bp_released)
		return false;
	ref->bp_racing--;
	return true;
}

bool percpu_ref_tryget_live(struct percpu_ref *ref)
{
	if (bp_fails(ref->bp_env, BP_ALLOC_TRYGET))
		return false;
	if (ref->bp_dead && !wins_race(ref))
		return false;
	percpu_ref_get(ref);
	return true;
}

void percpu_ref_kill(struct percpu_ref *ref)
{
	if (bp_warn_on(ref->bp_env, ref->bp_dead, BP_SITE_REF_KILL_TWICE, ref->bp_count, 0))
		return;
	ref->bp_dead = true;
	percpu_ref_put(ref);
}
