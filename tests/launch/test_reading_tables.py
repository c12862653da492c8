from launch.check.tables import rows_of

HTML = """
<table><thead><tr><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>
  <tr><td>ruth@demo.example</td><td><a href="/mail/7/">Your visit &amp; more</a></td></tr>
  <tr><th scope="row"><span>Monday</span>  <span>23</span></th><td></td></tr>
</tbody></table>
<p>After the table</p>
"""


def test_a_row_is_what_its_cells_say_and_where_they_lead():
    head, first, second = rows_of(HTML)

    assert head.cells == ["To", "Subject"]
    assert first.cells == ["ruth@demo.example", "Your visit & more"]
    assert first.links == ["/mail/7/"]
    assert second.cells == ["Monday 23", ""]


def test_a_page_without_tables_has_no_rows():
    assert rows_of("<p>Nothing</p>") == []
