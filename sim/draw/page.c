/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "draw/page.h"

#include "draw/palette.h"
#include "draw/xml.h"

static const char style[] =
	":root{color-scheme:light dark}\n"
	"body{margin:0 auto;padding:1.5rem;max-width:88rem;background:#fff;color:#1b2430;"
	"font:15px/1.5 system-ui,sans-serif}\n"
	"h1{font-size:1.6rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}\n"
	"figure{margin:0;overflow-x:auto;border:1px solid #d6dbe1;border-radius:8px}"
	"figure svg{display:block;max-width:100%;height:auto}\n"
	"details{margin-top:2rem}summary{font-size:1.15rem;font-weight:bold;cursor:pointer}\n"
	"pre{overflow-x:auto;padding:1rem;border-radius:8px;background:#f6f7f9;"
	"font:13px/1.45 ui-monospace,monospace}\n"
	"@media(prefers-color-scheme:dark){body{background:#15181d;color:#e6eaf0}"
	"figure{border-color:#333b45}pre{background:#1e232a}}\n";

static void put(FILE *out, const char *before, const char *text, const char *after)
{
	fputs(before, out);
	bp_xml_put(out, text);
	fputs(after, out);
}

void bp_page_begin(FILE *out, const char *title)
{
	fputs("<!DOCTYPE html>\n"
	      "<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
	      "<meta charset=\"utf-8\"/>\n"
	      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>\n",
	      out);
	put(out, "<title>", title, "</title>\n<style>\n");
	fputs(style, out);
	bp_palette_print(out);
	put(out, "</style>\n</head>\n<body>\n<h1>", title, "</h1>\n");
}

void bp_page_heading(FILE *out, const char *text)
{
	put(out, "<h2>", text, "</h2>\n");
}

int bp_page_picture(FILE *out, struct bp_svg *svg, const char *title, const char *about)
{
	int error;

	fputs("<figure tabindex=\"0\">\n", out);
	error = bp_svg_print(svg, out, BP_SVG_PAGE, title, about);
	fputs("</figure>\n", out);
	return error;
}

void bp_page_words(FILE *out, const char *text)
{
	put(out, "<details open=\"open\"><summary>In words</summary>\n<pre>", text,
	    "</pre>\n</details>\n");
}

void bp_page_end(FILE *out)
{
	fputs("</body>\n</html>\n", out);
}
