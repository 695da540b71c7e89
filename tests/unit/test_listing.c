/* Listings as text and JSON. */
#include "capture.h"
#include "report/listing.h"

static const struct bh_column columns[] = {
    { "name", "NAME" }, { "line", NULL }, { "n", "N" }, { "ok", "OK" }, { "groups", "GROUPS" },
};

static struct bh_listing make(size_t n_records)
{
    static const struct bh_str groups[] = { { "a", 1 }, { "b", 1 } };
    static struct bh_cell one[5], two[5];
    static struct bh_record records[2];

    one[0] = bh_cell_text(BH_S("a name"));
    one[1] = bh_cell_number(3);
    one[2] = bh_cell_number(12345);
    one[3] = bh_cell_bool(true);
    one[4] = bh_cell_texts(groups, 2);
    two[0] = bh_cell_text(BH_S("x\x1b"));
    two[1] = bh_cell_number(4);
    two[2] = bh_cell_text(bh_str(NULL, 0));
    two[3] = bh_cell_bool(false);
    two[4] = bh_cell_texts(NULL, 0);
    records[0].cells = one;
    records[1].cells = two;
    return (struct bh_listing){ columns, 5, records, n_records };
}

static void test_listing_text__aligns_and_escapes(void **state)
{
    struct bh_listing listing = make(2);
    struct bh_buf out = { 0 };

    (void)state;
    bh_listing_text(&listing, &out);
    bh_buf_add_byte(&out, '\0');
    assert_string_equal(out.p, "NAME    N      OK   GROUPS\n"
                               "a name  12345  yes  a,b\n"
                               "x\\x1b   -      no   -\n");
    bh_buf_done(&out);
}

static void test_listing_text__without_records_gives_headings(void **state)
{
    struct bh_listing listing = make(0);
    struct bh_buf out = { 0 };

    (void)state;
    bh_listing_text(&listing, &out);
    bh_buf_add_byte(&out, '\0');
    assert_string_equal(out.p, "NAME  N  OK  GROUPS\n");
    bh_buf_done(&out);
}

static void test_listing_json__has_all_columns(void **state)
{
    struct bh_listing listing = make(2);
    struct capture capture = { 0 };
    struct bh_json_writer json;
    struct bh_err err;

    (void)state;
    bh_json_writer_init(&json, capture_sink(&capture));
    bh_listing_json(&listing, &json);
    assert_int_equal(bh_json_writer_end(&json, &err), 0);
    assert_text(&capture, "[\n"
                          "  {\n"
                          "    \"name\": \"a name\",\n"
                          "    \"line\": 3,\n"
                          "    \"n\": 12345,\n"
                          "    \"ok\": true,\n"
                          "    \"groups\": [\n"
                          "      \"a\",\n"
                          "      \"b\"\n"
                          "    ]\n"
                          "  },\n"
                          "  {\n"
                          "    \"name\": \"x\\u001b\",\n"
                          "    \"line\": 4,\n"
                          "    \"n\": null,\n"
                          "    \"ok\": false,\n"
                          "    \"groups\": []\n"
                          "  }\n"
                          "]\n");
    bh_buf_done(&capture.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_listing_text__aligns_and_escapes),
        cmocka_unit_test(test_listing_text__without_records_gives_headings),
        cmocka_unit_test(test_listing_json__has_all_columns),
    };

    return cmocka_run_group_tests_name("listing", tests, NULL, NULL);
}
