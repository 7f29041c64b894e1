/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data of a replay: how much was compared, and which sectors are wrong.
 */
#include "cli/replay.h"
#include "draw/words.h"

static const char *const founds[BP_FOUND_NR] = {
	[BP_FOUND_ZEROS] = "zeros",	[BP_FOUND_UNTOUCHED] = "untouched",
	[BP_FOUND_OLD] = "old",		[BP_FOUND_ELSEWHERE] = "elsewhere",
	[BP_FOUND_DAMAGED] = "damaged", [BP_FOUND_STRANGE] = "strange",
};

static void count(FILE *out, const char *name, u64 n, const char *remark)
{
	if (n)
		fprintf(out, "  %-16s %12llu  %s\n", name, (ull)n, remark);
}

static void print_reader(FILE *out, const struct bp_mismatch *m)
{
	if (!m->io)
		fputs("  read back", out);
	else if (m->line)
		fprintf(out, "  line %u (I/O %llu)", m->line, (ull)m->io);
	else
		fprintf(out, "  I/O %llu", (ull)m->io);
}

static void print_expected(FILE *out, const struct bp_mismatch *m)
{
	if (!m->wanted)
		fputs("nobody wrote there", out);
	else if (m->wants_zeros)
		fprintf(out, "I/O %llu left zeros", (ull)m->wanted);
	else
		fprintf(out, "I/O %llu wrote it", (ull)m->wanted);
	if (m->in_doubt)
		fputs(", and a write that failed may have reached it", out);
}

static void print_found(FILE *out, const struct bp_mismatch *m)
{
	switch (m->found) {
	case BP_FOUND_ZEROS:
		fputs("; zeros were read", out);
		break;
	case BP_FOUND_UNTOUCHED:
		fputs("; the memory is as it was before the read", out);
		break;
	case BP_FOUND_OLD:
		fprintf(out, "; what I/O %llu wrote was read", (ull)m->stamp.io);
		break;
	case BP_FOUND_ELSEWHERE:
		fprintf(out, "; what I/O %llu wrote to sector %llu was read", (ull)m->stamp.io,
			(ull)m->stamp.sector);
		break;
	default:
		break;
	}
}

static void print_mismatch(FILE *out, const struct bp_mismatch *m)
{
	print_reader(out, m);
	fprintf(out, ": sector %llu byte %u is 0x%02x, not 0x%02x: ", (ull)m->sector, m->byte,
		m->got, m->expected);
	print_expected(out, m);
	print_found(out, m);
	fputc('\n', out);
}

static void print_verdict(FILE *out, const struct bp_verified *v)
{
	const u64 kept = bp_min(v->mismatches, (u64)BP_MISMATCHES_KEPT);

	if (bp_verify_good(v))
		fputs("  every byte is as it should be\n", out);
	if (v->lost)
		fprintf(out, "  %llu I/O%s never ended\n", (ull)v->lost, bp_plural(v->lost));
	if (v->mismatches)
		fprintf(out, "  %llu sector%s wrong\n", (ull)v->mismatches,
			v->mismatches == 1 ? " is" : "s are");
	for (u64 i = 0; i < kept; i++)
		print_mismatch(out, &v->kept[i]);
	if (v->mismatches > kept)
		fprintf(out, "  ... %llu more\n", (ull)(v->mismatches - kept));
}

void bp_verified_print(FILE *out, const struct bp_verified *v)
{
	if (!v)
		return;
	fputs("data\n", out);
	fprintf(out, "  %-16s %12llu  I/Os, %llu bytes\n", "written", (ull)v->written,
		(ull)v->written_bytes);
	fprintf(out, "  %-16s %12llu  reads, %llu bytes\n", "compared", (ull)v->read,
		(ull)v->read_bytes);
	fprintf(out, "  %-16s %12llu  bytes at the end\n", "read back", (ull)v->read_back);
	count(out, "waited", v->waits, "I/Os for one with the same sectors or memory");
	count(out, "failed reads", v->failed_reads, "not compared");
	count(out, "failed writes", v->failed_writes, "");
	count(out, "in doubt", v->doubtful, "sectors that a failed write may have reached");
	print_verdict(out, v);
	fputc('\n', out);
}

static json_t *number(u64 n)
{
	return json_integer((json_int_t)n);
}

/* A number, or null where 0 means that there is none. */
static json_t *number_or_null(u64 n)
{
	return n ? number(n) : json_null();
}

static json_t *mismatch(const struct bp_mismatch *m)
{
	const bool stamped = m->found == BP_FOUND_OLD || m->found == BP_FOUND_ELSEWHERE ||
			     m->found == BP_FOUND_DAMAGED;

	return json_pack("{s:o, s:o, s:o, s:i, s:i, s:i, s:o, s:b, s:b, s:s, s:o, s:o}", "io",
			 number_or_null(m->io), "line", number_or_null(m->line), "sector",
			 number(m->sector), "byte", (int)m->byte, "expected", m->expected, "got",
			 m->got, "written_by", number_or_null(m->wanted), "zeros", m->wants_zeros,
			 "in_doubt", m->in_doubt, "found", founds[m->found], "found_io",
			 stamped ? number(m->stamp.io) : json_null(), "found_sector",
			 stamped && m->stamp.sector != BP_STAMP_ANYWHERE ? number(m->stamp.sector)
									 : json_null());
}

static json_t *mismatches(const struct bp_verified *v)
{
	json_t *array = json_array();

	for (u64 i = 0; i < bp_min(v->mismatches, (u64)BP_MISMATCHES_KEPT); i++)
		json_array_append_new(array, mismatch(&v->kept[i]));
	return array;
}

json_t *bp_verified_json(const struct bp_verified *v)
{
	if (!v)
		return NULL;
	return json_pack("{s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "good", bp_verify_good(v), "written", number(v->written), "written_bytes",
			 number(v->written_bytes), "compared", number(v->read), "compared_bytes",
			 number(v->read_bytes), "read_back_bytes", number(v->read_back), "waited",
			 number(v->waits), "failed_reads", number(v->failed_reads), "failed_writes",
			 number(v->failed_writes), "doubtful_sectors", number(v->doubtful), "lost",
			 number(v->lost), "wrong_sectors", number(v->mismatches), "mismatches",
			 mismatches(v));
}
