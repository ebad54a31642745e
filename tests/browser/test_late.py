"""What a widget of React's says too late is nobody's choice."""

from __future__ import annotations

from playwright.sync_api import expect

# React writes each value of the server's back once it has drawn it: here, when the next has come.
# What the learner chooses afterwards, be it the same, holds.
LATE = """() => {
    const { data } = [...Bokeh.documents[0]._all_models.values()].find((one) =>
        String(one.data?.attributes?.label).startsWith("Epoch to go back"));
    const held = [];
    const told = (values, options) => {
        data.setv(values, options);
        held.push(data.attributes.value);
    };
    told({ end: 10, value: 1 }, { sync: false });
    told({ value: 2 }, { sync: false });
    told({ value: 1 });
    told({ value: 2 });
    told({ value: 1 });
    return held;
}"""


def test_an_old_value_of_the_servers_does_not_come_back_as_the_learners(new_playground):
    play = new_playground("#dataset=gauss&networkShape=2")
    expect(play.slider("Epoch to go back to")).to_be_attached()
    assert play.page.evaluate(LATE) == [1, 2, 2, 2, 1]
