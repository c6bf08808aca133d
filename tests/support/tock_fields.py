"""Every field of Tock's published model (v2.7), and rows that carry each of them with a value of
its own, so that whatever is stored can be told by where it came from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

RESERVATION = """
Business> id:whole name:text domainName:text locale:text currencyCode:text timeZone:text
Discount> description:text amountCents:whole discountType:=CREDIT giftCard:GiftCard
confirmationNumber:text promoCode:text ticketTypePromoCodeId:whole loyaltyProgram:LoyaltyProgram
GiftCard> giftCardProvider:=TCC externalIdentifier:text externalPin:text
KeyValue> attribute:text attributeValue:text
LoyaltyProgram> providerType:=PAYTRONIX accountId:text
Note> noteType:=BOOKING_GENERAL_NOTE text:text
Patron> id:whole email:text firstName:text lastName:text phone:text phoneCountryCode:text
zipCode:text imageUrl:text isoCountryCode:text loyaltyProgramCardNumber:text
loyaltyProgramAccountId:text
Payout> id:whole arrivalDate:text
PurchasedCustomCharge> name:text amountCents:whole
PurchasedExperience> id:whole name:text amountCents:whole posSku:text variety:=RESERVATION
PurchasedFee> id:whole name:text amountCents:whole posSku:text
PurchasedOption> id:whole name:text amountCents:whole posSku:text
Question> name:text response:text*
Refund> id:whole amount:whole isDispute:flag status:=COMPLETE payout:Payout processorId:text
processorFeeRefundedCents:whole tockFeeRefundedCents:whole
Reservation> id:whole business:Business dateTime:text partySize:whole
experience:PurchasedExperience option:PurchasedOption* fee:PurchasedFee*
customCharge:PurchasedCustomCharge* keyValue:KeyValue* compAmountCents:whole subtotalCents:whole
taxRate:rate taxCents:whole serviceChargeRate:rate serviceChargeCents:whole
selectedGratuityRate:rate gratuityCents:whole eventFeeRate:rate eventFeeCents:whole
customFeeRate:rate customFeeCents:whole customFeeName:text totalPriceCents:whole
discount:Discount* netAmountPaidCents:whole amountDueCents:whole createdTimestamp:whole
lastUpdatedTimestamp:whole serviceDateTimestamp:whole transferredOut:flag
transferredOutAmountCents:whole isCancelled:flag ownerPatron:Patron dinerPatron:Patron
versionId:whole loyaltyProgramCardNumberUsed:text visitFeedback:VisitFeedback*
visitTag:VisitTag* payment:TockPayment* refund:Refund* partyState:=EXPECTED sequenceId:whole
confirmationCode:text serverName:text walkinId:whole note:Note* question:Question* table:Table*
seatingOption:SeatingOption
SeatingOption> id:whole name:text isOutdoors:flag
Table> id:whole name:text room:text externalId:text
TockPayment> id:whole amount:whole payout:Payout paymentType:=NONE processorId:text
processorFeeCents:whole tockFeeCents:whole
VisitFeedback> id:whole rating:=BAD message:text isLocked:flag createdAtEpochSec:whole
ratingType:=THREE_POINT_EMOTICON ratingScore:whole
VisitTag> tag:text
"""

GUEST_PROFILE = """
Address> address1:text address2:text city:text state:text country:text zipCode:text
AuditedNote> note:text lastUpdatedBy:Patron lastUpdatedAtTimestampMs:whole
previousVersionId:whole noteType:=GENERAL
Business> id:whole name:text domainName:text locale:text currencyCode:text timeZone:text
BusinessGroupGuestProfile> note:AuditedNote* tag:text* spend:BusinessGroupSpend
BusinessGroupSpend> totalSpendCents:whole spendInLastYearCents:whole
BusinessGuestProfile> business:Business note:AuditedNote* tag:text* spend:BusinessSpend
BusinessSpend> totalSpendCents:whole averageSpendPerVisitCents:whole spendInLastYearCents:whole
Day> type:=BIRTHDAY day:whole month:whole year:whole
ExternalIntegrationAttribute> businessId:whole patronId:whole type:text attribute:text
stringValue:text intValue:text
GuestProfile> id:whole patron:Patron nickName:text company:text jobTitle:text spouseName:text
spouse:Patron address:Address phone:Phone* day:Day* link:Link*
patronProfileDietaryRestriction:text* patronProfileHospitalityPreference:text*
patronProfileAversions:text businessGroupId:whole nextGuestProfileId:whole
importedProfile:ImportedGuestProfile businessGuestProfile:BusinessGuestProfile*
businessGroupGuestProfile:BusinessGroupGuestProfile tag:text*
attribute:ExternalIntegrationAttribute* canEdit:flag isArchived:flag updatedBy:Patron
loyaltyProgramCardNumber:text loyaltyProgramMembershipLevel:text loyaltyProgramAccountId:text
optInSource:=PURCHASE optIn:flag versionId:whole createdAtTimestamp:whole
updatedAtTimestamp:whole isTockVerified:flag dateOptedIn:text
ImportedGuestProfile> link:Link*
Link> type:=IMAGE link:text
Patron> id:whole email:text firstName:text lastName:text phone:text phoneCountryCode:text
zipCode:text imageUrl:text isoCountryCode:text loyaltyProgramCardNumber:text
loyaltyProgramAccountId:text
Phone> type:=MOBILE phone:text phoneCountryCode:text
"""

SERVICE_MS = 1_791_655_200_000
_FIXED = {
    "Reservation.id": 229255,
    "Reservation.walkinId": None,
    "Reservation.dateTime": "2026-10-10T11:00",
    "Reservation.serviceDateTimestamp": SERVICE_MS,
    "Reservation.createdTimestamp": SERVICE_MS - 86_400_000,
    "Reservation.lastUpdatedTimestamp": SERVICE_MS - 3_600_000,
    "Reservation.sequenceId": 3,
    "Reservation.partySize": 4,
    "Reservation.isCancelled": False,
    "Reservation.business.id": 31415,
    "Reservation.business.timeZone": "America/Los_Angeles",
    "GuestProfile.isArchived": False,
    "GuestProfile.nextGuestProfileId": None,
    "GuestProfile.optIn": True,
}
"""Values that must be what they are for a row to be read at all."""


@dataclass
class Marked:
    """A row, and by the path of each of its fields the text that marks it."""

    row: dict[str, Any]
    marks: dict[str, str] = field(default_factory=dict)


def messages(text: str) -> dict[str, dict[str, str]]:
    """The fields of every message with their types."""
    found: dict[str, dict[str, str]] = {}
    for word in text.split():
        if word.endswith(">"):
            fields = found.setdefault(word[:-1], {})
        else:
            name, _, kind = word.partition(":")
            fields[name] = kind
    return found


def marked(root: str, *, tag: str = "a", without: frozenset[str] = frozenset()) -> Marked:
    """A row of `Reservation` or `GuestProfile` with every field set, marks unique by `tag`."""
    known = messages(RESERVATION if root == "Reservation" else GUEST_PROFILE)
    made = Marked({})
    made.row = _message(root, known, path=root, tag=tag, made=made, without=without)
    return made


def _message(
    name: str,
    known: dict[str, dict[str, str]],
    *,
    path: str,
    tag: str,
    made: Marked,
    without: frozenset[str],
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for field_name, kind in known[name].items():
        place = f"{path}.{field_name}"
        if place in without or (place in _FIXED and _FIXED[place] is None):
            continue
        bare = kind.removesuffix("*")
        value: Any
        if place in _FIXED:
            value = _FIXED[place]
        elif bare in known:
            value = _message(bare, known, path=place, tag=tag, made=made, without=without)
        else:
            value = _marked_value(bare, place=place, tag=tag, made=made)
        row[field_name] = [value] if kind.endswith("*") else value
    return row


def _marked_value(kind: str, *, place: str, tag: str, made: Marked) -> Any:
    number = len(made.marks) + 1
    if kind == "flag":
        return True
    if kind in {"whole", "rate"}:
        digits = 7_310_000_000 + 100_000 * (ord(tag) - 96) + number * 37
        made.marks[place] = str(digits)
        return digits if kind == "whole" else digits / 1_000
    mark = f"zq{tag}{number:03d}qz"
    made.marks[place] = mark
    if place.endswith("mail"):
        return f"{mark}@mark.example"
    return mark


def is_in(mark: str, stored: bytes) -> bool:
    """True when the bytes hold a mark: as text in either case, or as the store's own number."""
    if mark.isdigit():
        number = int(mark)
        forms = {mark.encode(), number.to_bytes(6, "big"), f"{number / 1_000}".encode()}
        return any(form in stored for form in forms)
    return re.search(re.escape(mark.encode()), stored, re.IGNORECASE) is not None
