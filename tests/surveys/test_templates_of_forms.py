"""Our crispy template pack: semantic, and tied together for those who hear a page."""

from __future__ import annotations

import re

import pytest
from crispy_forms.bootstrap import FormActions, StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Column, Div, Fieldset, Hidden, Layout, MultiField, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms import formset_factory


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the <b>invoice</b>")
    kinds = forms.MultipleChoiceField(choices=[("a", "A & B"), ("c", "C")], widget=forms.CheckboxSelectMultiple)
    size = forms.ChoiceField(choices=[("s", "Small"), ("l", "Large")], widget=forms.RadioSelect)
    plan = forms.ChoiceField(choices=[("pro", "Pro")])
    agree = forms.BooleanField()
    when = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)
    secret = forms.CharField(widget=forms.HiddenInput)


def _rendered(data: dict[str, object] | None = None, **helper: object) -> str:
    form_helper = FormHelper()
    for name, value in helper.items():
        setattr(form_helper, name, value)
    return render_crispy_form(Sample(data), form_helper)


def test_a_group_is_a_fieldset_with_a_legend():
    assert re.search(r'<fieldset class="field" id="div_id_kinds">\s*<legend class="field-label">Kinds', _rendered())


def test_a_label_names_its_field():
    assert '<label class="field-label" for="id_name">Name</label>' in _rendered()


def test_help_is_tied_to_the_field_and_escaped():
    text = _rendered()
    assert 'aria-describedby="id_name_helptext"' in text
    assert 'id="id_name_helptext">As on the &lt;b&gt;' in text


def test_an_error_is_tied_to_the_field():
    text = _rendered({})
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'id="id_name_error"><p>This field is required.' in text


def test_an_error_of_a_group_is_tied_to_the_fieldset():
    assert re.search(r'id="div_id_size" aria-describedby="id_size_error"', _rendered({}))


@pytest.mark.parametrize("target", ["id_name", "id_kinds_0", "id_size_0", "id_agree"])
def test_the_summary_links_to_what_can_be_focused(target):
    text = _rendered({})
    assert f'<a href="#{target}">' in text
    assert f'id="{target}"' in text


def test_choices_are_escaped_and_keep_what_was_chosen():
    assert re.search(r'value="a" [^>]*checked> <span>A &amp; B</span>', _rendered({"kinds": ["a"]}))


def test_buttons_stand_in_one_place():
    text = _rendered(inputs=[Submit("save", "Save")])
    assert re.search(r'<div class="buttons">\s*<input type="submit" name="save" value="Save"', text)


def test_layouts_are_rendered():
    layout = Layout(
        Fieldset("Who", "name", Row(Column("kinds"), "size")),
        MultiField("What", "plan", "agree"),
        Div("when", css_class="dates"),
        ButtonHolder(Hidden("next", "1")),
        FormActions(StrictButton("Go", type="submit", name="do", value="go")),
    )
    text = _rendered(layout=layout)
    assert all(
        part in text for part in ("<legend>Who", "<legend>What", 'class="dates"', 'name="next"', 'value="go">Go')
    )


def test_a_formset_is_rendered():
    text = render_crispy_form(formset_factory(Sample, extra=2)(), FormHelper())
    assert text.count("As on the") == 2
