/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "draw/palette.h"

#include <blkpath/types.h>

#include "draw/letters.h"

/* What is as it is at any time of day. */
static const char shapes[] = "svg{font-family:system-ui,sans-serif}\n"
			     "rect,path{stroke-width:1}"
			     ".wire,.cut,.link,.ticks{fill:none;shape-rendering:crispEdges}\n"
			     ".cut{stroke-width:1.5;stroke-dasharray:5 3}.link{stroke-width:1.5}"
			     ".on{stroke-width:3}.elided{stroke-dasharray:3 3}\n"
			     ".ticks{stroke-opacity:.45}\n";

/* Declarations of a class. */
static const struct {
	const char *class;
	const char *light;
	const char *dark;
} looks[] = {
	{ "ground", "fill:#fff", "fill:#15181d" },
	{ "text,.head,.title,.strong,.small", "fill:#1b2430", "fill:#e6eaf0" },
	{ "faint", "fill:#5b6777", "fill:#9ba8b9" },
	{ "alarm", "fill:#b3261e", "fill:#ff9388" },
	/* vectors, segments, ... */
	{ "piece", "fill:#dce9fb;stroke:#3d70b8", "fill:#1d3557;stroke:#73a3e8" },
	{ "other", "fill:#d6efe9;stroke:#2c8371", "fill:#153f38;stroke:#59bda8" },
	{ "vector", "fill:#fdf1d2;stroke:#b08522", "fill:#40341a;stroke:#d9ae50" },
	{ "segment", "fill:#e3f2da;stroke:#5a9340", "fill:#253b1d;stroke:#8dc870" },
	{ "entry", "fill:#ece4f9;stroke:#7b5cb8", "fill:#342a4c;stroke:#b095e4" },
	{ "dma", "fill:#e0e8ee;stroke:#557085", "fill:#263540;stroke:#8fb0c8" },
	{ "list", "fill:#f6e1ec;stroke:#ab4a80", "fill:#45213a;stroke:#e08dbb" },
	{ "elided", "fill:#f6f7f9;stroke:#8b96a5", "fill:#1e232a;stroke:#6b7889" },
	{ "page", "fill:none;stroke:#8b96a5", "fill:none;stroke:#6b7889" },
	{ "card", "fill:#f6f7f9;stroke:#8b96a5", "fill:#1e232a;stroke:#6b7889" },
	{ "ticks", "stroke:#5b6777", "stroke:#c5cfdb" },
	{ "cut", "stroke:#c8281e", "stroke:#ff7b6e" },
	{ "flag", "fill:#c8281e", "fill:#ff7b6e" },
	{ "link", "stroke:#963d6e", "stroke:#e08dbb" },
	{ "tip", "fill:#963d6e", "fill:#e08dbb" },
	/* machines */
	{ "bridge", "fill:#e3e6ea;stroke:#6b7787", "fill:#2b3138;stroke:#8b98a8" },
	{ "root", "fill:#dce9fb;stroke:#3d70b8", "fill:#1d3557;stroke:#73a3e8" },
	{ "port", "fill:#e3f2da;stroke:#5a9340", "fill:#253b1d;stroke:#8dc870" },
	{ "end", "fill:#fdf1d2;stroke:#b08522", "fill:#40341a;stroke:#d9ae50" },
	{ "plain", "fill:#f6f7f9;stroke:#8b96a5", "fill:#1e232a;stroke:#6b7889" },
	{ "redirects", "fill:#fbdedb;stroke:#c8281e", "fill:#4c201c;stroke:#ff7b6e" },
	{ "wire", "stroke:#98a3b2", "stroke:#5d6a7b" },
	{ "on", "stroke:#0b63cc", "stroke:#6db2ff" },
	{ "step", "fill:#0b63cc", "fill:#6db2ff" },
	{ "number", "fill:#fff", "fill:#0d1520" },
	{ "up", "fill:#2568c6", "fill:#69a5f5" },
	{ "down", "fill:#c76a00", "fill:#efa14a" },
	{ "track", "fill:#edf0f3", "fill:#22272e" },
};

static void print_letters(FILE *out)
{
	static const struct bp_letters *const all[] = { &bp_letters_title, &bp_letters_head,
							&bp_letters_text, &bp_letters_strong,
							&bp_letters_small };

	for (unsigned i = 0; i < bp_array_size(all); i++)
		fprintf(out, ".%s{font-size:%upx%s}", all[i]->class, all[i]->px,
			all[i]->bold ? ";font-weight:bold" : "");
	fputc('\n', out);
}

void bp_palette_print(FILE *out)
{
	fputs(shapes, out);
	print_letters(out);
	for (unsigned i = 0; i < bp_array_size(looks); i++)
		fprintf(out, ".%s{%s}\n", looks[i].class, looks[i].light);
	fputs("@media(prefers-color-scheme:dark){\n", out);
	for (unsigned i = 0; i < bp_array_size(looks); i++)
		fprintf(out, ".%s{%s}\n", looks[i].class, looks[i].dark);
	fputs("}\n", out);
}
