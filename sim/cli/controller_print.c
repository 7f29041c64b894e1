/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/controller_print.h"
#include "draw/size.h"
#include "draw/words.h"

static const char *const sgls_words[] = { "no SGLs", "SGLs", "SGLs of whole dwords" };
static const char *const sgls_names[] = { "off", "on", "dword" };

static void print_transfer(FILE *out, const struct bp_nvme_doc *doc)
{
	char size[BP_SIZE_MAX];

	fputs("  takes    transfers of ", out);
	if (doc->mdts && doc->mdts < 52) {
		bp_size_words(size, sizeof(size), (u64)4096 << doc->mdts);
		fprintf(out, "at most %s (MDTS %llu)", size, (ull)doc->mdts);
	} else {
		fputs("any size", out);
	}
	fprintf(out, ", %s", sgls_words[doc->sgls]);
	if (doc->sgls)
		fprintf(out, " from %llu bytes a segment on", (ull)doc->sgl_threshold);
	fputc('\n', out);
}

static void print_memory(FILE *out, const struct bp_nvme_doc *doc)
{
	static const char *const uses[] = { "SQs", "CQs", "lists", "read data", "write data" };
	char size[BP_SIZE_MAX];

	if (!doc->cmb)
		return;
	bp_size_words(size, sizeof(size), doc->cmb);
	fprintf(out, "  has      %s of memory for", size);
	for (unsigned i = 0; i < bp_array_size(uses); i++)
		if (doc->cmb_for >> i & 1)
			fprintf(out, "%s %s", doc->cmb_for & (((u64)1 << i) - 1) ? "," : "",
				uses[i]);
	fputc('\n', out);
}

static void print_fault(FILE *out, const char *text, u64 times)
{
	fprintf(out, "  fault    %s: ", text);
	if (times)
		fprintf(out, "%llu time%s\n", (ull)times, bp_plural(times));
	else
		fputs("did not happen\n", out);
}

void bp_controller_print(FILE *out, const struct bp_world_nvme *nvme)
{
	const struct bp_nvme_doc *doc = nvme ? &nvme->doc : NULL;

	if (!nvme)
		return;
	fprintf(out, "NVMe controller\n  queues   %llu of %llu entries, %llu vector%s\n",
		(ull)doc->queues, (ull)doc->depth, (ull)doc->vectors, bp_plural(doc->vectors));
	print_transfer(out, doc);
	fprintf(out, "  blocks   %llu bytes", (ull)doc->block);
	if (doc->metadata)
		fprintf(out, ", %llu of metadata", (ull)doc->metadata);
	if (doc->pi)
		fprintf(out, ", protection of type %llu", (ull)doc->pi);
	fputc('\n', out);
	print_memory(out, doc);
	for (unsigned i = 0; i < doc->nr_faults; i++)
		print_fault(out, doc->fault[i].text, bp_world_nvme_fired(nvme, i));
	fputc('\n', out);
}

void bp_controller_counts_print(FILE *out, const struct bp_world_nvme *nvme)
{
	const struct bp_nvme_counters *counters;

	if (!nvme)
		return;
	counters = bp_nvme_controller_counters(nvme->ctrl);
	fputs("counted by the controller\n", out);
	for (const struct bp_nvme_counter *c = bp_nvme_counter_table; c->name; c++)
		if (bp_nvme_count_of(counters, c))
			fprintf(out, "  %-34s %12llu  %s\n", c->name,
				(ull)bp_nvme_count_of(counters, c), c->words);
	fputc('\n', out);
}

static json_t *number(u64 n)
{
	return json_integer((json_int_t)n);
}

static json_t *faults(const struct bp_world_nvme *nvme)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < nvme->doc.nr_faults; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:o}", "fault", nvme->doc.fault[i].text,
						"times", number(bp_world_nvme_fired(nvme, i))));
	return array;
}

static json_t *counts(const struct bp_world_nvme *nvme)
{
	const struct bp_nvme_counters *counters = bp_nvme_controller_counters(nvme->ctrl);
	json_t *object = json_object();

	for (const struct bp_nvme_counter *c = bp_nvme_counter_table; c->name; c++)
		json_object_set_new(object, c->name, number(bp_nvme_count_of(counters, c)));
	return object;
}

json_t *bp_controller_json(const struct bp_world_nvme *nvme)
{
	const struct bp_nvme_doc *doc = nvme ? &nvme->doc : NULL;

	if (!nvme)
		return NULL;
	return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "queues",
			 number(doc->queues), "depth", number(doc->depth), "vectors",
			 number(doc->vectors), "mdts", number(doc->mdts), "sgls",
			 sgls_names[doc->sgls], "sgl_threshold", number(doc->sgl_threshold),
			 "block", number(doc->block), "metadata", number(doc->metadata), "pi",
			 number(doc->pi), "cmb", number(doc->cmb), "faults", faults(nvme), "counts",
			 counts(nvme));
}
