/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "hostile.h"

/* Which must occur, or the test is about nothing. */
static const u16 wanted[] = {
	NVME_SC_SUCCESS,
	NVME_SC_INVALID_FIELD,
	NVME_SC_DATA_XFER_ERROR,
	NVME_SC_SGL_INVALID_LAST,
	NVME_SC_SGL_INVALID_COUNT,
	NVME_SC_SGL_INVALID_DATA,
	NVME_SC_SGL_INVALID_METADATA,
	NVME_SC_SGL_INVALID_TYPE,
	NVME_SC_CMB_INVALID_USE,
	NVME_SC_PRP_INVALID_OFFSET,
	NVME_SC_SGL_INVALID_GRANULARITY,
};

static bool tell(const struct hostile *h)
{
	bool all = true;

	for (size_t i = 0; i < bp_array_size(wanted); i++) {
		printf("%10llu %s\n", (unsigned long long)h->of_status[wanted[i]],
		       bp_nvme_status_name(wanted[i]));
		all = all && h->of_status[wanted[i]];
	}
	printf("%llu own registers refused, %llu violations\n",
	       (unsigned long long)h->t->ctrl.counters.self_mmio_dma,
	       (unsigned long long)h->violations);
	return all;
}

/* hostile [COUNT [SEED]] */
int main(int argc, char **argv)
{
	const u64 count = argc > 1 ? strtoull(argv[1], NULL, 0) : 20000;
	const u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct hostile *h = calloc(1, sizeof(*h));
	bool good;

	if (!h)
		return 2;
	h->t = t_dma_new();
	h->t->f.fabric->config.strict = false;
	h->sink.fn = hostile_hear;
	bp_sink_add(h->t->ctrl.env, &h->sink);
	h->random.state = seed;
	for (; h->round < count; h->round++) {
		hostile_draw(h);
		hostile_judge(h);
	}
	printf("seed %llu: %llu data pointers\n", (unsigned long long)seed,
	       (unsigned long long)count);
	good = tell(h) && !h->violations;
	bp_sink_remove(h->t->ctrl.env, &h->sink);
	bp_nvme_pieces_fini(&h->pieces);
	t_dma_free(h->t);
	free(h);
	return !good;
}
