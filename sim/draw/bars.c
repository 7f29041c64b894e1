/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "draw/bars.h"
#include "draw/size.h"
#include "draw/words.h"

#define BAR_WIDTH 40

static void print_number(char *text, size_t room, u64 value, bool size)
{
	if (size)
		bp_size_print(text, room, value);
	else
		snprintf(text, room, "%llu", (ull)value);
}

/* "5-8", "1"; sizes by their upper bound: "<=64K". */
static void print_bucket(char *text, size_t room, unsigned bucket, bool sizes)
{
	char top[BP_SIZE_MAX];

	print_number(top, sizeof(top), bp_bucket_top(bucket), sizes);
	if (bucket <= 2)
		snprintf(text, room, "%s", top);
	else if (sizes)
		snprintf(text, room, "<=%s", top);
	else
		snprintf(text, room, "%llu-%s", (ull)bp_bucket_bottom(bucket), top);
}

/* Tenths, rounded half up, without floating point. */
static void print_mean(FILE *out, const struct bp_histogram *h)
{
	u64 whole = h->sum / h->samples;
	u64 tenths = ((h->sum % h->samples) * 10 + h->samples / 2) / h->samples;

	fprintf(out, "mean %llu.%llu", (ull)(whole + tenths / 10), (ull)(tenths % 10));
}

void bp_bars_draw(FILE *out, const char *title, const struct bp_histogram *h, bool sizes)
{
	unsigned first = bp_bucket_of(h->min), last = bp_bucket_of(h->max);
	char max[BP_SIZE_MAX];
	u64 most = 0;

	if (!h->samples)
		return;
	print_number(max, sizeof(max), h->max, sizes);
	fprintf(out, "%s: ", title);
	print_mean(out, h);
	fprintf(out, ", most %s\n", max);
	for (unsigned b = first; b <= last; b++)
		most = bp_max(most, h->bucket[b]);
	for (unsigned b = first; b <= last; b++) {
		u64 n = h->bucket[b];
		u64 length = n * BAR_WIDTH / most;
		char label[2 * BP_SIZE_MAX];

		print_bucket(label, sizeof(label), b, sizes);
		fprintf(out, "  %13s %10llu", label, (ull)n);
		if (n)
			fprintf(out, "  %.*s", (int)bp_max(length, (u64)1),
				"########################################");
		fputc('\n', out);
	}
	fputc('\n', out);
}
